/** In place of react-style-singleton, which inserts <style> elements: the same by style sheets, which no policy forbids. */
import { useEffect } from "react";

type Use = (css: string, dynamic?: boolean) => void;

/** A style sheet that is there while somebody wants it. */
export function stylesheetSingleton(): { add: (css: string) => void; remove: () => void } {
  let sheet: CSSStyleSheet | undefined;
  let users = 0;
  return {
    add(css) {
      if (users++) return;
      sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets.push(sheet);
    },
    remove() {
      if (--users) return;
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
    },
  };
}

export function styleHookSingleton(): Use {
  const sheet = stylesheetSingleton();
  return (css, dynamic) =>
    useEffect(() => {
      sheet.add(css);
      return sheet.remove;
    }, [css && dynamic]);
}

export function styleSingleton(): (of: { styles: string; dynamic?: boolean }) => null {
  const use = styleHookSingleton();
  return ({ styles, dynamic }) => {
    use(styles, dynamic);
    return null;
  };
}
