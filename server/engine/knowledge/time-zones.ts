import { nearest } from "../text/nearest.ts";

/** Zones that a runtime's own table may be too old for; each was added to the IANA database in the year behind it. */
const recent: ReadonlySet<string> = new Set([
  ...["Asia/Qostanay", "America/Nuuk", "Pacific/Kanton", "Europe/Kyiv", "America/Ciudad_Juarez", "America/Coyhaique"], // 2018 to 2025
]);

/** Whether there is a time zone of that name in the IANA database, links such as `US/Pacific` included; case does not count. */
export function isTimeZone(name: string): boolean {
  if (/^[+-]|\s/.test(name)) return false;
  if (recent.has(name)) return true;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The zone that was most likely meant. */
export function nearestTimeZone(name: string): string | undefined {
  return nearest(name, [...Intl.supportedValuesOf("timeZone"), "UTC"]);
}

/** The name of a zone as the database writes it, where only its case differs; where that is not known, as given. */
export function timeZoneInItsCase(name: string): string {
  const lower = name.toLowerCase();
  return [...Intl.supportedValuesOf("timeZone"), "UTC", "GMT"].find((zone) => zone.toLowerCase() === lower) ?? name;
}
