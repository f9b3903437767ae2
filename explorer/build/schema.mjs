/** Writes src/graphql-env.d.ts, the types of schema.graphql that every question is checked against. */
import { readFileSync, writeFileSync } from "node:fs";
import { minifyIntrospection, outputIntrospectionFile } from "@gql.tada/internal";
import { buildSchema, introspectionFromSchema } from "graphql";

const schema = buildSchema(readFileSync("../schema.graphql", "utf8"));
const introspection = minifyIntrospection(introspectionFromSchema(schema, { descriptions: false }));
writeFileSync(
  "src/graphql-env.d.ts",
  outputIntrospectionFile(introspection, { fileType: ".d.ts", shouldPreprocess: true }),
);
