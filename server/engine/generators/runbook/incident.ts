import type { GeneratedFile, Plan } from "../model.ts";
import { document, hasQueue, isServing, logCommands, ownerOf, production, shell, stateCommands } from "./service.ts";

/** What to do first, and who does what, in any incident. */
export function incident(plan: Plan): GeneratedFile {
  const { service, services } = plan.answers;
  return document(
    plan,
    "incident",
    "What to do first in any incident, and who does what",
    `# Incident at ${service}

## First five minutes

1. Say that you have it, where everybody reads it: "I am on ${service}, next word in 15 minutes."
2. [Look](#look) at what runs, and since when.
3. Was something deployed or set within the last hour? Take it back first: [roll back](rollback.md). Ask why later.
4. Otherwise follow the symptom:

| Symptom | Runbook |
| --- | --- |
| it began with a deployment | [rollback](rollback.md) |
| it restarts again and again, or is killed for its memory | [crash loop](crash-loop.md) |
| it does not start, and names a variable | [bad configuration](bad-configuration.md) |
${services.length > 0 ? "| it runs, and is not ready | [dependency down](dependency-down.md) |\n" : ""}${isServing(plan) ? "| clients speak of a certificate | [certificate expiry](certificate-expiry.md) |\n" : ""}${hasQueue(plan) ? "| work waits, and nothing fails | [queue backlog](queue-backlog.md) |\n" : ""}
## How bad it is

| Level | It means | Who is called |
| --- | --- | --- |
| 1 | nobody can use it, or data is lost | on call, the owner, and whoever speaks to customers, at once |
| 2 | a part fails, or it is slow for many | on call at once, the owner within 30 minutes |
| 3 | a nuisance with a way around it | in working hours |

Owner: ${ownerOf(plan)}
On call: DECIDE: the address of the rota
After 30 minutes without progress: DECIDE: who is called next

## Look

In ${production(plan)}:

${shell(...stateCommands(plan), ...logCommands(plan).filter((line, at) => at > 0 || !stateCommands(plan).includes(line)))}

Dashboards: DECIDE: the address

## Roles

One leads and decides, and touches nothing. One works and says what they do before they do it. From level 2 on, one writes to those who wait, every 15 minutes, even when there is nothing new.

## Afterwards

Within five working days, without looking for somebody to blame: what users noticed, when and how we did, what we did, what the causes were, what let them through, and what is done so that it does not come again, each with a name and a date. What was missing here goes into these runbooks.
`,
  );
}
