import { type ApplicationService, applicationOf } from "../../application/application.ts";
import { fixesOf, insertServiceAt, removeKey, setValue } from "../../application/edit.ts";
import { isWrittenIn, placeIn } from "../../application/place.ts";
import { has, settingOf } from "../../application/settings.ts";
import { parseByteSize } from "../../languages/compose/byte-size.ts";
import type { Service } from "../../languages/compose/model.ts";
import type { Field } from "../../languages/yaml/mapping.ts";
import { defineRule, type Fix, type Problem } from "../../rule.ts";

/** A setting that has two keys, the older one of the service itself. */
interface Pair {
  readonly old: string;
  readonly section: "limits" | "reservations";
  readonly key: string;
  read(text: string): number | undefined;
}

const pairs: readonly Pair[] = [
  { old: "mem_limit", section: "limits", key: "memory", read: parseByteSize },
  { old: "mem_reservation", section: "reservations", key: "memory", read: parseByteSize },
  { old: "cpus", section: "limits", key: "cpus", read: readNumber },
  { old: "pids_limit", section: "limits", key: "pids", read: readNumber },
];

const web = (limits: string) => `services:\n  web:\n    image: ghcr.io/example/web:1.4.2\n${limits}`;

export default defineRule({
  id: "compose/conflicting-resources",
  language: "compose",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "The resources of a service contradict each other.",
  why: `
\`mem_limit\`, \`mem_reservation\`, \`cpus\` and \`pids_limit\` are the older names of what stands under \`deploy.resources\`. Compose refuses a service that has both with different values, and a value that is left out there counts as one: \`cpus: 2\` beside \`deploy.resources.limits.memory\` fails with “can't set distinct values on 'cpus' and 'deploy.resources.limits.cpus'”.

The engine refuses a container whose reservation is greater than its limit, and swap (\`memswap_limit\`, which counts memory too) below the limit or without one.

Keep one set of keys, those under \`deploy.resources\`.`,
  examples: [
    {
      title: "Two limits for memory",
      bad: web("    mem_limit: 1g\n    deploy:\n      resources:\n        limits:\n          memory: 512m\n"),
      good: web("    deploy:\n      resources:\n        limits:\n          memory: 512m\n"),
    },
    {
      title: "A limit beside the others",
      bad: web("    cpus: 2\n    deploy:\n      resources:\n        limits:\n          memory: 512m\n"),
      good: web('    deploy:\n      resources:\n        limits:\n          cpus: "2"\n          memory: 512m\n'),
    },
    {
      title: "More reserved than allowed",
      bad: web("    deploy:\n      resources:\n        limits:\n          memory: 512m\n        reservations:\n          memory: 1g\n"),
      good: web("    deploy:\n      resources:\n        limits:\n          memory: 512m\n        reservations:\n          memory: 512m\n"),
    },
  ],
  links: [
    "https://docs.docker.com/reference/compose-file/deploy/#resources",
    "https://docs.docker.com/engine/containers/resource_constraints/",
  ],
  since: "0.4.0",
  fix: "unsafe",
  patterns: ["D7"],
  check(file, { workspace, report }) {
    for (const service of applicationOf(file, workspace).services) {
      if (service.own.file !== file || !hasResources(service)) continue;
      const distinct = pairs.flatMap((pair) => distinctValues(service, pair));
      for (const problem of distinct) report(problem);
      if (distinct.length > 0) continue;
      for (const problem of [...exceeding(service, "memory"), ...exceeding(service, "cpus"), ...swap(service)]) report(problem);
    }
  },
});

function hasResources({ layers }: ApplicationService): boolean {
  return layers.some(
    ({ mapping, deploy }) => deploy.has("resources") || ["mem_limit", "memswap_limit"].some((key) => mapping.has(key) === true),
  );
}

/** A value as it is written, a number included. */
const written = ({ mapping }: Service, key: string): Field<string> => mapping.quantity(key);
const below = ({ deploy }: Service, section: Pair["section"], key: string): Field<string> => deploy.at("resources", section).quantity(key);

function distinctValues(service: ApplicationService, { old, section, key, read }: Pair): readonly Problem[] {
  const { own } = service;
  const older = settingOf(service, (one) => written(one, old));
  const newer = settingOf(service, (one) => below(one, section, key));
  const amount = older.value === undefined ? undefined : read(older.value);
  // A limit of none is what is not said.
  if (!amount || newer.isUnknown || has(service, "deploy", "resources", section) !== true) return [];
  const other = newer.isAbsent ? 0 : read(newer.value as string);
  if (other === undefined || amount === other) return [];
  const path = `deploy.resources.${section}`;
  const field = written(own, old);
  const isHere = field.span !== undefined && isWrittenIn({ own }, field.span);
  return [
    {
      span: placeIn(service, field.entry?.keySpan),
      message: newer.isAbsent
        ? `Compose refuses \`${old}\` beside \`${path}\` without \`${key}\`: what is left out there counts as another value. Move it there.`
        : `\`${old}\` says ${older.value} and \`${path}.${key}\` ${newer.value}, and Compose refuses two values. Keep the one under \`deploy\`.`,
      fixes: isHere ? fixesFor(own, field, newer.isAbsent, { old, section, key, read }) : [],
    },
  ];
}

/** The fix that leaves the value under `deploy` alone. */
function fixesFor(own: Service, field: Field<string>, isMoved: boolean, { old, section, key }: Pair): readonly Fix[] {
  const removed = removeKey(own.file, field);
  if (!removed) return [];
  if (!isMoved) return fixesOf(`Remove \`${old}\``, "unsafe", own.file, removed);
  const { value } = field;
  const number = Number(value);
  const inserted = insertServiceAt(
    own,
    ["deploy", "resources", section, key],
    key === "pids" && Number.isInteger(number) ? number : (value as string),
  );
  return fixesOf(`Move it to \`deploy.resources.${section}.${key}\``, "unsafe", own.file, inserted && [...removed, ...inserted]);
}

/** A reservation above the limit. */
function exceeding(service: ApplicationService, key: "memory" | "cpus"): readonly Problem[] {
  const { own } = service;
  const read = key === "memory" ? parseByteSize : readNumber;
  const value = (section: Pair["section"], old: string | undefined) => {
    const newer = settingOf(service, (one) => below(one, section, key));
    return newer.isAbsent && old !== undefined ? settingOf(service, (one) => written(one, old)) : newer;
  };
  const limit = value("limits", key === "memory" ? "mem_limit" : "cpus");
  const reservation = value("reservations", key === "memory" ? "mem_reservation" : undefined);
  if (limit.value === undefined || reservation.value === undefined) return [];
  const most = read(limit.value);
  const least = read(reservation.value);
  if (!most || !least || most < 0 || least <= most) return [];
  const isHere = [below(own, "reservations", key), written(own, "mem_reservation")].some(
    ({ entry }) => entry && entry === reservation.entry,
  );
  return [
    {
      span: isHere ? placeIn(service, reservation.span) : own.nameSpan,
      message: `${reservation.value} is reserved and only ${limit.value} allowed: ${key === "memory" ? "the engine refuses to create the container" : "no node can give that"}. Reserve at most the limit.`,
      fixes: isHere ? fixesOf(`Reserve ${limit.value}`, "unsafe", own.file, setValue(own.file, reservation, limit.value)) : [],
    },
  ];
}

/** Memory with swap that is less than memory alone, or that is limited where memory is not. */
function swap(service: ApplicationService): readonly Problem[] {
  const { own } = service;
  const field = written(own, "memswap_limit");
  const total = field.value === undefined ? undefined : parseByteSize(field.value);
  if (!total || total < 0 || !field.span) return [];
  const newer = settingOf(service, (one) => below(one, "limits", "memory"));
  const limit = newer.isAbsent ? settingOf(service, (one) => written(one, "mem_limit")) : newer;
  if (limit.isAbsent) {
    return [
      {
        span: placeIn(service, field.entry?.keySpan),
        message: "The engine refuses `memswap_limit` without a limit for memory, of which it is the sum with swap. Set that as well.",
      },
    ];
  }
  const memory = limit.value === undefined ? undefined : parseByteSize(limit.value);
  if (!memory || total >= memory) return [];
  return [
    {
      span: placeIn(service, field.span),
      message: `\`memswap_limit\` is memory and swap together, and ${field.value} is less than the ${limit.value} of memory alone: the engine refuses to create the container.`,
      fixes: fixesOf("Allow no swap", "unsafe", own.file, setValue(own.file, field, limit.value as string)),
    },
  ];
}

function readNumber(text: string): number | undefined {
  return /^\+?\d*\.?\d+$/.test(text.trim()) ? Number(text) : undefined;
}
