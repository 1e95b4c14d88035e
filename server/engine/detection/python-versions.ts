/** Whether a range of versions takes a release cycle, in any of its patch releases: PEP 440's operators, and Poetry's caret and tilde. */
export function allows(range: string | undefined, cycle: string): boolean {
  if (range === undefined || range.trim() === "" || range.trim() === "*") return true;
  if (range.includes("||")) return range.split("||").some((part) => allows(part, cycle));
  const number = (version: string) => {
    const [major = "0", minor = "0"] = version.split(".");
    return Number(major) * 1000 + Number(minor);
  };
  const own = number(cycle);
  return range.split(",").every((part) => {
    const [, operator = "", version = ""] = /^\s*(~=|==|!=|<=|>=|<|>|\^|~)?\s*v?(\d+(?:\.(?:\d+|\*))*)/.exec(part) ?? [];
    if (version === "") return true;
    const bound = number(version.replaceAll("*", "0"));
    const parts = version.split(".").filter((piece) => piece !== "*").length;
    switch (operator) {
      case ">=":
        return own >= bound;
      case ">":
        return parts > 2 ? own >= bound : own > bound;
      case "<=":
        return own <= bound;
      case "<":
        // Below a patch release of the cycle itself, there are others.
        return parts > 2 && !/\.0$/.test(version) ? own <= bound : own < bound;
      case "!=":
        return parts > 2 || own !== bound;
      case "^":
        return own >= bound && Math.floor(own / 1000) === Math.floor(bound / 1000);
      case "~=":
        return parts > 2 ? own === bound : own >= bound && Math.floor(own / 1000) === Math.floor(bound / 1000);
      default:
        return parts < 2 ? Math.floor(own / 1000) === Math.floor(bound / 1000) : own === bound;
    }
  });
}
