import type { ApplicationService } from "./application.ts";
import { isOnOwnMachine } from "./development.ts";
import { has, settingOf } from "./settings.ts";

/**
 * Whether a service is certainly meant to be kept running on a server: not in a file for somebody's own machine, and it says how it is restarted, deployed or
 * bounded. A Compose file that says nothing of the kind is mostly started by hand, and stopped in the evening.
 */
export function isKeptRunning(service: ApplicationService): boolean {
  if (isOnOwnMachine(service.application.file) || has(service, "profiles") !== false) return false;
  const restart = settingOf(service, (one) => one.restart).value;
  return restart === "always" || restart === "unless-stopped" || has(service, "deploy") === true;
}
