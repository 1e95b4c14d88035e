/** How much hangs on a service; each asks for all that the ones behind it ask for. */
export const levels = ["critical", "standard", "experimental"] as const;
export type Level = (typeof levels)[number];

export const categories = ["application", "infrastructure", "monitoring", "security", "operations", "rollback"] as const;
export type Category = (typeof categories)[number];

/** One thing to be true before production. */
export interface ReadinessItem {
  /** Stable: sign-offs name it. */
  readonly id: string;
  readonly category: Category;
  readonly title: string;
  /** Why it matters, in a sentence. */
  readonly why: string;
  /** The least level that asks for it. */
  readonly level: Level;
  /** What can show it: the repository alone, a person alone, or the repository up to a point that a person has to confirm. */
  readonly shownBy: "repository" | "person" | "both";
  /** For how many days a person's word holds. */
  readonly days: number;
  readonly patterns: readonly string[];
  /** One of the checklist that the deployment patterns begin with; the others are additions. */
  readonly isOriginal: boolean;
}

/** `patterns`: beside those of its category in the checklist that the patterns begin with. */
type Row = readonly [id: string, level: Level, shownBy: ReadinessItem["shownBy"], title: string, why: string, patterns?: readonly string[]];

const day = { decision: 180, drill: 90 } as const;

const original: Readonly<Record<Category, { readonly patterns: readonly string[]; readonly rows: readonly Row[] }>> = {
  application: {
    patterns: ["P1"],
    rows: [
      [
        "application.tests-pass",
        "experimental",
        "both",
        "All tests pass (unit, integration, end to end)",
        "What no test holds back is found by users.",
        ["C2"],
      ],
      [
        "application.no-hardcoded-secrets",
        "experimental",
        "both",
        "No hard-coded secrets in code or configuration",
        "A secret in a repository is known to everybody who ever had a clone.",
        ["E1", "D9"],
      ],
      [
        "application.error-handling",
        "standard",
        "both",
        "Errors are handled at the edges",
        "An error that nobody expected must not take the process or its data along.",
      ],
      [
        "application.structured-logs",
        "standard",
        "both",
        "Logs are structured and hold no personal data",
        "In an incident logs are searched by machines, and what they hold is kept for months.",
      ],
      [
        "application.health-endpoint",
        "experimental",
        "repository",
        "The health endpoint means something",
        "Traffic and restarts follow what it says.",
        ["H1", "H2"],
      ],
    ],
  },
  infrastructure: {
    patterns: ["P2"],
    rows: [
      [
        "infrastructure.reproducible-image",
        "experimental",
        "repository",
        "The image can be built again (versions pinned)",
        "What was tested is what must run, today and on the day of the rollback.",
        ["D2", "D10"],
      ],
      [
        "infrastructure.environment-validated",
        "standard",
        "repository",
        "Environment variables are documented and validated at start-up",
        "A missing variable should stop the deployment, not the first customer.",
        ["E1", "E2", "E3"],
      ],
      [
        "infrastructure.resource-limits",
        "standard",
        "both",
        "CPU and memory limits are set",
        "One service must not take the node from the others.",
        ["D7"],
      ],
      [
        "infrastructure.horizontal-scaling",
        "standard",
        "both",
        "Horizontal scaling has a minimum and a maximum",
        "Load comes in rushes, and one instance is none while it restarts.",
      ],
      ["infrastructure.tls", "standard", "both", "Every endpoint has TLS", "Who sits between reads and writes everything else."],
    ],
  },
  monitoring: {
    patterns: ["P3"],
    rows: [
      [
        "monitoring.metrics",
        "standard",
        "both",
        "Metrics are exported (rate, latency, errors)",
        "Without them nobody can say whether a release was good.",
      ],
      ["monitoring.error-rate-alert", "standard", "both", "An alert watches the error rate", "Users should not be the ones who tell."],
      [
        "monitoring.log-aggregation",
        "standard",
        "both",
        "Logs are collected and can be searched",
        "A container takes its logs along when it goes.",
      ],
      [
        "monitoring.uptime",
        "standard",
        "both",
        "The health endpoint is watched from outside",
        "What runs inside cannot see that nobody reaches it.",
        ["H1"],
      ],
    ],
  },
  security: {
    patterns: ["P4"],
    rows: [
      [
        "security.dependency-scan",
        "standard",
        "repository",
        "Dependencies are scanned for known holes",
        "Most holes come in with a dependency, and are known for weeks before they are used.",
      ],
      [
        "security.cors",
        "standard",
        "both",
        "CORS allows the wanted origins alone",
        "A wildcard lets any page act in the name of who is logged in.",
      ],
      [
        "security.rate-limit",
        "standard",
        "both",
        "Public endpoints have rate limits",
        "One client must not be able to use up what all share.",
      ],
      [
        "security.authorization-verified",
        "standard",
        "both",
        "Authentication and authorisation are verified",
        "The check that is missing is the one that nobody tested.",
      ],
      [
        "security.headers",
        "standard",
        "repository",
        "Security headers are set (CSP, HSTS, frame options)",
        "They stop in the browser what slipped through the code.",
      ],
    ],
  },
  operations: {
    patterns: ["P5"],
    rows: [
      [
        "operations.rollback-plan",
        "standard",
        "both",
        "The rollback plan is written and tested",
        "In an incident nobody has the time to find out how.",
        ["R1"],
      ],
      [
        "operations.migrations-tested",
        "standard",
        "person",
        "Migrations were tried on data of production's size",
        "What takes a second on a laptop may lock a table for an hour.",
      ],
      [
        "operations.runbooks",
        "standard",
        "both",
        "There are runbooks for common failures",
        "Who is called at night did not write the service.",
      ],
      ["operations.on-call", "critical", "both", "On-call rotation and escalation are defined", "An alert that reaches nobody is none."],
    ],
  },
  rollback: {
    patterns: ["R2"],
    rows: [
      [
        "rollback.previous-image",
        "experimental",
        "both",
        "The image before is there and tagged",
        "Without it there is nothing to go back to.",
        ["R1", "C3"],
      ],
      [
        "rollback.compatible-migrations",
        "standard",
        "both",
        "Migrations are backward compatible",
        "Code can go back; a dropped column cannot.",
        ["R1", "S1"],
      ],
      [
        "rollback.feature-flags",
        "critical",
        "both",
        "Features can be switched off without a deployment",
        "A switch takes seconds, a rollback minutes.",
      ],
      [
        "rollback.error-spike-alert",
        "standard",
        "both",
        "Alerts tell of a spike of errors",
        "A rollback begins with somebody who notices.",
      ],
      ["rollback.rehearsed", "standard", "person", "The rollback was rehearsed in staging", "A way that nobody has gone is a guess."],
    ],
  },
};

/** Beyond the checklist: what others ask for before production, and the deployment patterns imply. */
const additional: readonly (readonly [category: Category, rows: readonly Row[]])[] = [
  [
    "application",
    [
      [
        "application.graceful-shutdown",
        "standard",
        "repository",
        "It shuts down gracefully",
        "Every deployment ends every instance once; requests under way must not notice.",
        ["S1"],
      ],
      [
        "application.outbound-timeouts",
        "critical",
        "both",
        "Calls to others have time-outs and bounded retries",
        "One slow dependency takes down all that wait for it.",
        ["P1"],
      ],
      [
        "application.tracing",
        "critical",
        "both",
        "Requests can be followed across services",
        "With several services no log tells the whole story.",
        ["P3"],
      ],
      [
        "application.dependencies-listed",
        "critical",
        "person",
        "What it depends on is listed, with what happens when that fails",
        "Who does not know it finds out in the incident.",
        ["P5"],
      ],
      [
        "application.data-privacy",
        "standard",
        "person",
        "Retention, deletion and an inventory of personal data",
        "The law asks for it, and nobody can say it from the code.",
        ["P1"],
      ],
    ],
  ],
  [
    "infrastructure",
    [
      [
        "infrastructure.distinct-probes",
        "standard",
        "repository",
        "Liveness and readiness differ, with time-outs",
        "One endpoint for both restarts what only had to wait.",
        ["H3"],
      ],
      [
        "infrastructure.hardened-containers",
        "standard",
        "repository",
        "Containers run without root, privileges and a writable root",
        "What breaks in finds nothing to work with.",
        ["D3", "P4"],
      ],
      [
        "infrastructure.disruption-budget",
        "standard",
        "repository",
        "A disruption budget, and pods on several nodes",
        "Nodes are drained and fail; not all pods may be on one.",
        ["S1"],
      ],
      [
        "infrastructure.rollout-settings",
        "standard",
        "repository",
        "Rollouts have explicit settings",
        "How much may be missing during an update is a decision, not a default.",
        ["S1"],
      ],
      [
        "infrastructure.network-policy",
        "critical",
        "repository",
        "A network policy, and a service account without a token",
        "A pod that was taken over should reach nothing else.",
        ["P4"],
      ],
      [
        "infrastructure.configuration-rollout",
        "standard",
        "repository",
        "A change of configuration is rolled out",
        "Otherwise half of the pods run with what was before.",
        ["E1", "S1"],
      ],
      [
        "infrastructure.supported-runtime",
        "standard",
        "repository",
        "Runtime and base image still get fixes",
        "After their end known holes stay open.",
        ["D2"],
      ],
      [
        "infrastructure.bounded-disk",
        "critical",
        "repository",
        "Logs and disk use are bounded",
        "A full disk stops more than the one who filled it.",
        ["D7"],
      ],
      [
        "infrastructure.backups",
        "standard",
        "person",
        "Backups are made, and a restore was tested",
        "A backup that nobody restored is a hope.",
        ["P5"],
      ],
    ],
  ],
  [
    "monitoring",
    [
      [
        "monitoring.objectives",
        "critical",
        "both",
        "Service level objectives and a dashboard",
        "They say what is good enough, and when to stop shipping.",
        ["P3", "S3"],
      ],
      [
        "monitoring.load-test",
        "critical",
        "both",
        "A load test shows the capacity",
        "The limit is found either there or on the busiest day.",
        ["P2", "P3"],
      ],
    ],
  ],
  [
    "security",
    [
      [
        "security.image-provenance",
        "critical",
        "repository",
        "Images are scanned, with a bill of materials and provenance",
        "It tells what is in an image, and that it is yours.",
        ["C3", "P4"],
      ],
      [
        "security.pipeline-hardened",
        "standard",
        "repository",
        "Actions are pinned, permissions least, triggers harmless",
        "The pipeline holds the keys to production.",
        ["C4", "P4"],
      ],
      [
        "security.install-scripts",
        "standard",
        "repository",
        "It is decided which packages may run scripts when installed",
        "That is how most attacks by packages begin.",
        ["D10", "P4"],
      ],
      [
        "security.reviewed",
        "critical",
        "person",
        "A security review or threat model",
        "Tools find slips; people find what was thought wrong.",
        ["P4"],
      ],
    ],
  ],
  [
    "operations",
    [
      [
        "operations.guarded-deployment",
        "standard",
        "both",
        "Deployments have an environment, approval, a queue and a time-out",
        "Production changes by decision, one at a time.",
        ["C4"],
      ],
      [
        "operations.smoke-test",
        "standard",
        "both",
        "A smoke test after the deployment, and the rollout awaited",
        "A pipeline that is green before the pods are says nothing.",
        ["C6"],
      ],
      ["operations.ownership", "standard", "both", "Owner, description and contact", "Somebody has to answer for it in a year.", ["P5"]],
      [
        "operations.cost",
        "critical",
        "person",
        "Cost and size were reviewed",
        "Requests that are too large are paid for every month.",
        ["D7"],
      ],
    ],
  ],
  [
    "rollback",
    [
      [
        "rollback.decision",
        "standard",
        "both",
        "It is written when to roll back and when forward",
        "Each kind of change has its own way back.",
        ["R1"],
      ],
    ],
  ],
];

function itemOf(
  category: Category,
  patterns: readonly string[],
  isOriginal: boolean,
  [id, level, shownBy, title, why, own = []]: Row,
): ReadinessItem {
  const days = id === "rollback.rehearsed" || id === "operations.rollback-plan" ? day.drill : day.decision;
  return { id, category, title, why, level, shownBy, days, patterns: [...patterns, ...own], isOriginal };
}

/** All items, by category, those of the original checklist first. */
export const readinessItems: readonly ReadinessItem[] = /* @__PURE__ */ categories.flatMap((category) => [
  ...original[category].rows.map((row) => itemOf(category, original[category].patterns, true, row)),
  ...additional.flatMap(([of, rows]) => (of === category ? rows.map((row) => itemOf(category, [], false, row)) : [])),
]);

const byId: ReadonlyMap<string, ReadinessItem> = /* @__PURE__ */ new Map(readinessItems.map((item) => [item.id, item]));

export function readinessItem(id: string): ReadinessItem | undefined {
  return byId.get(id);
}
