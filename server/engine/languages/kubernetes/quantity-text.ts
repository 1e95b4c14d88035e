/** The quantity that was meant: other letters of a unit, a `B` behind it, a blank before it. */
export function quantityMeant(text: string): string | undefined {
  const parts = /^\s*([-+]?(?:\d+(?:\.\d*)?|\.\d+))\s*([a-z]+)\s*$/i.exec(text);
  if (!parts) return undefined;
  const [, number = "", word = ""] = parts;
  const unit = word.toLowerCase().replace(/b(?:ytes?)?$/, "");
  if (/^[kmgtpe]i$/.test(unit)) return `${number}${(unit[0] ?? "").toUpperCase()}i`;
  if (/^(?:milli)?cpus?$|^cores?$|^v?cpus?$/.test(word.toLowerCase()))
    return word.toLowerCase().startsWith("milli") ? `${number}m` : number;
  if (/^[mgtpe]$/.test(unit) && (word.length > 1 || word !== "m")) return `${number}${unit.toUpperCase()}`;
  return unit === "k" ? `${number}k` : undefined;
}
