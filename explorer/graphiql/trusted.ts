/** What GraphiQL may make markup of: what its renderer of Markdown writes, which escapes all markup that it reads. */

const WRITTEN =
  /^(?:[^<]|<\/?(?:p|br|hr|code|pre|em|strong|s|a|ul|ol|li|h[1-6]|blockquote|table|thead|tbody|tr|th|td)(?: (?:href|title|class|start)="[^"<]*")*\s*\/?>)*$/;

/** The text as it is; an error for any other tag or attribute, so that a description can bring in none. */
export function written(text: string): string {
  if (!WRITTEN.test(text)) throw new TypeError("this is no markup that Markdown makes");
  return text;
}

interface Policies {
  createPolicy(name: string, rules: { createHTML: (text: string) => string }): unknown;
}

(globalThis as { trustedTypes?: Policies }).trustedTypes?.createPolicy("default", { createHTML: written });
