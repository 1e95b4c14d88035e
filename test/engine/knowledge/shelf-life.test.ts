import { expect, it } from "vitest";
import { actionsDate } from "../../../server/engine/knowledge/actions.ts";
import { contextsDate } from "../../../server/engine/knowledge/contexts.ts";
import { permissionsDate } from "../../../server/engine/knowledge/permissions.ts";
import { runnersDate } from "../../../server/engine/knowledge/runners.ts";
import { servicesDate } from "../../../server/engine/knowledge/services.ts";
import { ageInDays, isOld } from "../../../server/engine/knowledge/shelf-life.ts";
import { triggersDate } from "../../../server/engine/knowledge/triggers.ts";

it("believes a table for a year", () => {
  expect(ageInDays("2026-11-23", "2026-11-30")).toBe(7);
  expect(isOld("2026-11-23", "2027-11-23")).toBe(false);
  expect(isOld("2026-11-23", "2027-11-24")).toBe(true);
  expect(isOld("2026-11-23", "2026-01-01")).toBe(false);
});

it.each([actionsDate, contextsDate, permissionsDate, runnersDate, servicesDate, triggersDate])("reads the date %s of a table", (date) => {
  expect(ageInDays(date, date)).toBe(0);
  expect(isOld(date, "2999-01-01")).toBe(true);
});
