import { Value } from "../ui/value";

export type Theme = "auto" | "light" | "dark";
const key = "console:theme";

export const theme = new Value<Theme>((localStorage.getItem(key) as Theme | null) ?? "auto");

/** The root says which; the style sheets follow it, or the system where it says nothing. */
export function applyTheme(): void {
  const apply = (): void => {
    if (theme.current === "auto") {
      delete document.documentElement.dataset["theme"];
    } else {
      document.documentElement.dataset["theme"] = theme.current;
    }
  };
  apply();
  theme.subscribe(() => {
    localStorage.setItem(key, theme.current);
    apply();
  });
}
