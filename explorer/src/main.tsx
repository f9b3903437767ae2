import "./explorer.css";
import { render } from "preact";
import { here } from "./address";
import { Explorer, prepare } from "./frame";
import { speak } from "./words";

const { lang } = here();
speak(lang, lang === "hi" ? (await import("./texts.hi")).hi : (await import("./texts.en")).en);
render(<Explorer first={await prepare()} />, document.getElementById("explorer")!);
