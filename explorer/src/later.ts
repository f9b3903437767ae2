import { useEffect, useState } from "preact/hooks";

/** False while what fits on a screen is drawn, true once that is seen: the rest of a long page may follow. */
export function useLater(): boolean {
  const [later, set] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => set(true), 50);
    return () => clearTimeout(timer);
  }, []);
  return later;
}
