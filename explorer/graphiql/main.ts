/** GraphiQL on this service: the page of graphapi/console.py. */
import "./trusted"; // before anything makes markup
import "graphiql/graphiql.css";
import "./console.css";
import type { Fetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

const EXAMPLE = `{
  roles(first: 5) {
    totalCount
    nodes { id title }
  }
}
`;

/** One answer for one operation: as GraphQL over HTTP has it. */
const ask: Fetcher = async (operation, options) => {
  const headers = {
    ...options?.headers,
    "content-type": "application/json",
    accept: "application/graphql-response+json",
  };
  const answer = await fetch("/graphql", { method: "POST", headers, body: JSON.stringify(operation) });
  return answer.json();
};

createRoot(document.getElementById("console")!).render(
  createElement(GraphiQL, { fetcher: ask, defaultQuery: EXAMPLE, isHeadersEditorEnabled: true }),
);
