// A peer for the bench: `node server.mjs apollo|yoga`, @neo4j/graphql served by one of the two.
// The environment says where the graph is (BENCH_BOLT, BENCH_USER, BENCH_PASSWORD), how tokens are signed
// (BENCH_SECRET) and where to listen on the loopback address (BENCH_PORT).
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { useGraphQlJit } from "@envelop/graphql-jit";
import { Neo4jGraphQL } from "@neo4j/graphql";
import { createYoga } from "graphql-yoga";
import neo4j from "neo4j-driver";

const { BENCH_BOLT, BENCH_USER, BENCH_PASSWORD, BENCH_SECRET, BENCH_PORT } = process.env;
const host = "127.0.0.1";
const port = Number(BENCH_PORT);
const driver = neo4j.driver(BENCH_BOLT, neo4j.auth.basic(BENCH_USER, BENCH_PASSWORD));
const typeDefs = readFileSync(new URL("types.graphql", import.meta.url), "utf8");
const filters = { String: { LT: true, LTE: true, GT: true, GTE: true } };
const features = { authorization: { key: BENCH_SECRET }, filters };
const schema = await new Neo4jGraphQL({ typeDefs, driver, features }).getSchema();
const context = (token) => ({ token });

const serve = {
  apollo: () =>
    startStandaloneServer(new ApolloServer({ schema }), {
      context: async ({ req }) => context(req.headers.authorization),
      listen: { host, port },
    }),
  yoga: () => {
    const yoga = createYoga({
      schema,
      plugins: [useGraphQlJit()],
      context: ({ request }) => context(request.headers.get("authorization") ?? undefined),
      logging: "warn",
    });
    createServer(yoga).listen(port, host);
  },
};
await serve[process.argv[2]]();
