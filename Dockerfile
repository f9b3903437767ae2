# The service in one image. It needs no database of its own: the embedded store lies in the volume /data.
#   docker build -t karmagraph . && docker run -p 127.0.0.1:8000:8000 -v karmagraph:/data karmagraph

FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /app/.venv
WORKDIR /app
# What the service depends on changes rarely: a layer of its own.
COPY requirements.lock ./
RUN .venv/bin/pip install --require-hashes -r requirements.lock
COPY . .
RUN .venv/bin/pip install --no-deps --no-build-isolation .

FROM python:3.11-slim
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin karmagraph \
    && install --directory --owner=karmagraph --group=karmagraph --mode=700 /data
COPY --from=build /app/.venv /app/.venv
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    KARMAGRAPH_STORE=embedded:/data/karmagraph
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
# http.client, because urllib would go through a proxy where one is set.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["python", "-c", "\
import http.client, sys; \
ask = http.client.HTTPConnection('127.0.0.1', 8000, timeout=4); \
ask.request('GET', '/health/ready'); \
sys.exit(ask.getresponse().status != 200)"]
CMD ["karmagraph", "serve", "--host", "0.0.0.0", "--port", "8000"]
