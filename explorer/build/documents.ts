/** The explorer's questions, known before it runs: its script holds each one's name and hash, the service its text. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import ts from "typescript";
import type { Plugin } from "vite";

const SOURCE = "src";

/** A call of `graphql` that is the value of a constant, and where it stands in its file. */
interface Call {
  file: string;
  constant: string;
  text: string;
  fragments: string[];
  from: number;
  to: number;
}

function calls(file: string): Call[] {
  const source = ts.createSourceFile(file, readFileSync(join(SOURCE, file), "utf8"), ts.ScriptTarget.Latest, true);
  const found: Call[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.initializer && ts.isCallExpression(node.initializer))
      if (node.initializer.expression.getText() === "graphql") found.push(call(file, node.name.getText(), node.initializer));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function call(file: string, constant: string, node: ts.CallExpression): Call {
  const [text, fragments] = node.arguments;
  if (!text || !ts.isNoSubstitutionTemplateLiteral(text) || (fragments && !ts.isArrayLiteralExpression(fragments)))
    throw new Error(`${file}: ${constant} must be a plain text, with an array of fragments`);
  const names = fragments ? fragments.elements.map((each) => each.getText()) : [];
  return { file, constant, text: text.text, fragments: names, from: node.getStart(), to: node.getEnd() };
}

const isFragment = ({ text }: Call): boolean => text.startsWith("fragment ");

/** The whole text of a question, each fragment once; the constants of fragments have one meaning in all files. */
function whole(of: Call, all: Call[]): string {
  const parts = of.fragments.map((name) => {
    const [fragment, another] = all.filter((each) => each.constant === name && isFragment(each));
    if (!fragment || another) throw new Error(`${of.file}: ${name} is ${another ? "two fragments" : "no fragment"}`);
    return whole(fragment, all);
  });
  return [...new Set([of.text, ...parts].join("\n\n").split("\n\n"))].join("\n\n");
}

/** A question's name and its document's: what a request is made of, and the key of its text in documents.json. */
function key(text: string): string {
  const name = /^(?:query|mutation) (\w+)/.exec(text)?.[1];
  if (!name) throw new Error(`a question has no name: ${text}`);
  return `${name} sha256:${createHash("sha256").update(text).digest("hex")}`;
}

/** In place of each question its key, in place of each fragment nothing; all texts in documents.json. */
export function documents(): Plugin {
  const all = readdirSync(SOURCE)
    .filter((file) => /(?<!\.d)\.tsx?$/.test(file))
    .sort()
    .flatMap(calls);
  const value = (of: Call): string => JSON.stringify(isFragment(of) ? "" : key(whole(of, all)));
  return {
    name: "documents",
    enforce: "pre",
    transform(code, id) {
      const here = all.filter(({ file }) => id.endsWith(`/${SOURCE}/${basename(file)}`)).reverse();
      const made = here.reduce((text, of) => text.slice(0, of.from) + value(of) + text.slice(of.to), code);
      return here.length ? { code: made, map: null } : null;
    },
    generateBundle() {
      const texts = all.filter((of) => !isFragment(of)).map((of) => whole(of, all));
      const source = JSON.stringify(Object.fromEntries(texts.map((text) => [key(text), text])), null, 1);
      this.emitFile({ type: "asset", fileName: "documents.json", source: `${source}\n` });
    },
  };
}
