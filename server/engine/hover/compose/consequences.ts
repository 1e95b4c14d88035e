import type { ApplicationService } from "../../application/application.ts";
import { healthOf } from "../../application/health.ts";
import { defaultHealthTimes, type HealthTimes, healthWindow, inWords } from "../../application/health-window.ts";
import { knownImageOf } from "../../application/known-image.ts";
import { waitersFor } from "../../application/lifetime.ts";
import { replicaCount } from "../../application/replicas.ts";
import { settingOf } from "../../application/settings.ts";
import { parseComposeDuration } from "../../languages/compose/duration.ts";
import type { Service } from "../../languages/compose/model.ts";
import { Field } from "../../languages/yaml/mapping.ts";
import { meaningOf } from "./meanings.ts";
import { portInWords } from "./ports.ts";
import { type ComposeSite, listed } from "./site.ts";

/** What the times and numbers at a place come to, as Markdown; undefined where they are not known, or there are none. */
export function consequencesText(site: ComposeSite): string | undefined {
  const told = toldOf(site);
  return told.length === 0 ? undefined : told.length === 1 ? told[0] : told.map((one) => `- ${one}`).join("\n");
}

function toldOf(site: ComposeSite): readonly string[] {
  const { place, service, workspace } = site;
  if (!service) return [];
  const below = place.kind.replace(/^services\.\*\./, "");
  if (/^healthcheck(?:\.(?:interval|timeout|retries|start_period|start_interval))?$/.test(below)) {
    const { state, from } = healthOf(service, workspace);
    if (state === "disabled") return ["Switched off: nobody asks the container how it is."];
    // Where the image brings the check, the times that are not written here are those of the image.
    return from === "compose" ? windowOf(service) : [];
  }
  if (/^ports\.#(?:\.(?:published|target|host_ip|protocol))?$/.test(below)) {
    const port = place.service?.ports.find(({ node }) => node === place.item);
    const words = port && portInWords(port);
    return words === undefined ? [] : [words];
  }
  if (/^deploy\.update_config(?:\.\w+)?$/.test(below)) return updateOf(service);
  switch (below) {
    case "stop_grace_period":
    case "stop_signal":
      return stopOf(service, site);
    case "restart":
      return restartOf(service);
    case "profiles":
    case "profiles.#":
      return profilesOf(service);
    case "deploy.replicas":
    case "scale":
      return replicasOf(service);
    default:
      return [];
  }
}

const absent = new Field<never>("absent", undefined, undefined);

/** The times that hold for a service once all files are merged; undefined where one is not known. What is 0 is taken for not given. */
function timesOf(service: ApplicationService): HealthTimes | undefined {
  const read = (key: "interval" | "timeout" | "retries" | "startPeriod"): number | undefined => {
    const value = settingOf<number>(service, ({ healthcheck }) => healthcheck?.[key] ?? absent).or(defaultHealthTimes[key]);
    return value === 0 ? defaultHealthTimes[key] : value;
  };
  const [interval, timeout, retries, startPeriod] = [read("interval"), read("timeout"), read("retries"), read("startPeriod")];
  if (interval === undefined || timeout === undefined || retries === undefined || startPeriod === undefined) return undefined;
  return { interval, timeout, retries, startPeriod };
}

/** From when to when, in words. */
function between(least: number, most: number): string {
  return least === most ? inWords(least) : `${inWords(least)} to ${inWords(most)}`;
}

function windowOf(service: ApplicationService): readonly string[] {
  const times = timesOf(service);
  if (!times) return [];
  const { startAtLeast, startAtMost, noticedAtLeast, noticedAtMost } = healthWindow(times);
  const startInterval = settingOf<number>(service, ({ healthcheck }) => healthcheck?.startInterval ?? absent);
  const names = { interval: "interval", timeout: "timeout", retries: "retries", startPeriod: "start_period" } as const;
  const defaults = Object.entries(names).flatMap(([key, name]) => {
    const field = settingOf<number>(service, ({ healthcheck }) => healthcheck?.[key as keyof typeof names] ?? absent);
    const value = defaultHealthTimes[key as keyof typeof names];
    return field.isAbsent ? [`${name} ${key === "retries" ? value : inWords(value)}`] : [];
  });
  const waiting = waitersFor(service).filter(({ condition }) => condition === "service_healthy");
  return [
    `A container that never answers is unhealthy ${between(startAtLeast, startAtMost)} after its start.`,
    `One that answers no more is unhealthy ${between(noticedAtLeast, noticedAtMost)} later.`,
    ...(times.startPeriod > 0
      ? [
          `Failures in the first ${inWords(times.startPeriod)} do not count${
            startInterval.value === undefined ? "" : `; until then it is asked every ${inWords(startInterval.value)}`
          }.`,
        ]
      : []),
    ...(defaults.length > 0 ? [`By default: ${defaults.join(", ")}.`] : []),
    ...(waiting.length > 0
      ? [
          `${listed([...new Set(waiting.map(({ service: { called } }) => called))])} ${waiting.length === 1 ? "waits" : "wait"} until it is healthy.`,
        ]
      : []),
  ];
}

/** In a sentence: how long a service may take until others give it up. */
export function unhealthyAfter(service: ApplicationService): string | undefined {
  const times = timesOf(service);
  return times && inWords(healthWindow(times).startAtMost);
}

function updateOf(service: ApplicationService): readonly string[] {
  if (settingOf(service, ({ deploy }) => deploy.text("mode")).or("replicated") !== "replicated") return [];
  const config = ({ deploy }: Service) => deploy.mapping("update_config");
  const order = settingOf(service, (one) => config(one).text("order")).or("stop-first");
  const parallelism = settingOf(service, (one) => config(one).integer("parallelism")).or(1);
  const action = settingOf(service, (one) => config(one).text("failure_action")).or("pause");
  const written = settingOf(service, (one) => config(one).text("delay")).or("0s");
  const delay = written === undefined ? undefined : parseComposeDuration(written);
  const replicas = replicaCount(service);
  if (order === undefined || parallelism === undefined || replicas === undefined || replicas < 1) return [];
  const step = parallelism === 0 ? replicas : Math.min(parallelism, replicas);
  const count = (number: number) => `${number} ${number === 1 ? "container" : "containers"}`;
  const runs =
    order === "start-first"
      ? `the new start first: never fewer than ${replicas} run, at most ${replicas + step}`
      : `the old stop first: ${replicas - step === 0 ? "for a while none runs" : `no fewer than ${replicas - step} run`}`;
  const steps = Math.ceil(replicas / step);
  const pauses =
    delay !== undefined && delay > 0 && steps > 1
      ? [`With ${inWords(delay)} between the steps, it takes at least ${inWords((steps - 1) * delay)}.`]
      : [];
  const failure = action === undefined ? undefined : meaningOf("services.*.deploy.update_config.failure_action", action);
  return [
    `Swarm replaces ${replicas === step ? (replicas === 1 ? "the one container" : `all ${count(replicas)} at once`) : `${step} of ${count(replicas)} at a time`}; ${runs}.`,
    ...pauses,
    ...(failure === undefined
      ? []
      : [`Where a new container fails: ${failure.replace(/^[A-Z]/, (letter) => letter.toLowerCase()).replace(" The default.", "")}`]),
  ];
}

function stopOf(service: ApplicationService, { workspace }: ComposeSite): readonly string[] {
  const signal = settingOf(service, ({ mapping }) => mapping.text("stop_signal"));
  const written = settingOf(service, ({ mapping }) => mapping.text("stop_grace_period")).or("10s");
  const time = written === undefined ? undefined : parseComposeDuration(written);
  if (time === undefined || signal.isUnknown) return [];
  const known = knownImageOf(service, workspace);
  const sent = signal.isAbsent ? "the image's stop signal (`SIGTERM`, where it names none)" : `\`${signal.value}\``;
  return [
    `To stop it, the engine sends ${sent}, and kills what still runs ${inWords(time)} later.`,
    ...(known?.stopTimeout === undefined
      ? []
      : [`${known.title} may need ${inWords(known.stopTimeout * 1_000)}, as its documentation says.`]),
  ];
}

function restartOf(service: ApplicationService): readonly string[] {
  const { value } = settingOf(service, ({ restart }) => restart);
  if (value === undefined) return [];
  const [, policy = value, count] = /^(on-failure):(\d+)$/.exec(value) ?? [];
  if (count !== undefined) return [`Started again where it ends with another exit code than 0, at most ${count} times.`];
  const meaning = meaningOf("services.*.restart", policy);
  return meaning === undefined ? [] : [meaning.replace(/;? `on-failure:5`.*$/, "").replace(/([^.])$/, "$1.")];
}

function profilesOf(service: ApplicationService): readonly string[] {
  const own = settingOf(service, ({ profiles }) =>
    profiles.known === undefined ? absent : new Field("known", profiles.known, profiles.entry),
  ).value;
  const [first] = own ?? [];
  if (!own || first === undefined) return [];
  const others = service.application.services.filter(
    ({ name, layers }) => name !== service.name && layers[0]?.profiles.texts.some((one) => one !== undefined && own.includes(one)),
  );
  return [
    `\`docker compose up\` alone does not start it; \`docker compose --profile ${first} up\` does.`,
    ...(others.length > 0 ? [`With it: ${listed(others.map(({ name }) => `\`${name}\``))}.`] : []),
  ];
}

function replicasOf(service: ApplicationService): readonly string[] {
  const count = replicaCount(service);
  return count === undefined
    ? []
    : [
        count === 0
          ? "Nothing of it is started."
          : `${count} ${count === 1 ? "container" : "containers"} of it ${count === 1 ? "runs" : "run"}.`,
      ];
}
