import { describe, expect, it } from "vitest";
import { literalSecret } from "../../../server/engine/knowledge/secrets.ts";
import { isTimeZone, nearestTimeZone, timeZoneInItsCase } from "../../../server/engine/knowledge/time-zones.ts";

describe("literal secrets", () => {
  it.each([
    ["DB_PASSWORD", "h7Qz-93kd-2b", "secret"],
    ["db.password", "correct horse battery", "secret"],
    ["apiKey", "pk93-27dkqz", "secret"],
    ["MYSQL_ROOT_PASSWORD", "root", "known"],
    ["POSTGRES_PASSWORD", "12345", "known"],
    ["API_KEY", "12345", undefined],
    ["DB_PASSWORD", "98765432", "secret"],
    ["PASSWORD_VALIDITY", "90d", undefined],
    ["ACCESS_TOKEN", "98765432", undefined],
    ["DB_PASSWORD", "TODO_FILL_IN", undefined],
    ["DB_PASSWORD", "  ", undefined],
    ["LOG_LEVEL", "h7Qz-93kd-2b", undefined],
    ["TOKEN", "gcpsm://project/secret", undefined],
    ["SESSION_SECRET", "op://vault/web/secret", undefined],
    ["BASIC_AUTH", "enabled", undefined],
  ])("takes %s=%s for %s", (name, value, wanted) => {
    expect(literalSecret(name, value)).toBe(wanted);
  });
});

describe("time zones", () => {
  it("knows names and links, those that are newer than the runtime too", () => {
    for (const name of ["Europe/Berlin", "US/Pacific", "UTC", "Etc/GMT-3", "America/Coyhaique"]) expect(isTimeZone(name), name).toBe(true);
    for (const name of ["Europe/Berln", "+02:00", "Europe / Berlin", "CET-1CEST,M3"]) expect(isTimeZone(name), name).toBe(false);
  });

  it("finds what was meant", () => {
    expect(nearestTimeZone("Europe/Berln")).toBe("Europe/Berlin");
    expect(timeZoneInItsCase("europe/BERLIN")).toBe("Europe/Berlin");
    expect(timeZoneInItsCase("US/Pacific")).toBe("US/Pacific");
  });
});
