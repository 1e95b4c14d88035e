import type { CancellationToken } from "vscode-languageserver";
import {
  type AssessedItem,
  type AssessedService,
  type AssessmentStep,
  assessmentSteps,
  assessReadiness,
  readinessServices,
} from "../engine/index.ts";
import { type Folder, uriOf } from "./folders.ts";
import { describe } from "./guard.ts";
import type { ReadinessAction, ReadinessEntry, ReadinessService } from "./protocol.ts";
import type { Session } from "./session.ts";
import { quiet, turn } from "./turns.ts";
import { arrived } from "./waiting.ts";

/** Other requests wait for an assessment no longer than this and a step, in milliseconds. */
const slice = 15;

/** Timers stand still while a machine sleeps: whether a new day has begun is looked at so often, in milliseconds. */
const dayWatch = 60_000;

/** The checklists of all services, told anew as long as somebody looks at them. */
export class Readiness {
  readonly #session: Session;
  /** What was told last; undefined where nobody looks. */
  #told: readonly ReadinessService[] | undefined;
  #changes = 0;
  #seen = 0;
  #running: Promise<void> | undefined;
  #clock: ReturnType<typeof setInterval> | undefined;
  #day = "";
  readonly #assessed = new WeakSet<Folder["snapshot"]>();
  readonly #entries = new WeakMap<AssessedService, ReadinessService>();
  /** Services are others than those that were told last. */
  onChange: (services: readonly (ReadinessService | { readonly uri: string })[]) => void = () => {};
  /** What a folder shows is known now, or is not any more. */
  onKnown: () => void = () => {};

  constructor(session: Session) {
    this.#session = session;
  }

  /** The checklists of all services; undefined where that was cancelled. From then on changes are told. */
  async open(reached: (step: AssessmentStep) => void, token: CancellationToken): Promise<readonly ReadinessService[] | undefined> {
    const seen = this.#changes;
    const services = await this.#assess(() => token.isCancellationRequested, reached);
    if (!services) return undefined;
    const isFirst = this.#told === undefined;
    this.#told = services;
    this.#seen = seen;
    this.#watchDays();
    if (isFirst) this.onKnown();
    this.#keepUp();
    return services;
  }

  /** Somebody looks, and what the folder shows is known but for what has just changed. */
  isKnown({ snapshot }: Folder): boolean {
    return this.#told !== undefined && this.#assessed.has(snapshot);
  }

  /** Resolves when everything that has changed so far is told. */
  async settled(): Promise<void> {
    await this.#running;
  }

  /** The services of a folder, whether somebody looks or not. */
  async servicesIn(folder: Folder): Promise<readonly AssessedService[]> {
    return (await this.#assessFolder(folder, this.#session.today(), () => false)) ?? [];
  }

  /** Something that checklists rest upon may have changed. */
  changed(): void {
    this.#changes++;
    this.#keepUp();
  }

  /** Nobody looks any more. */
  close(): void {
    if (this.#told === undefined) return;
    this.#told = undefined;
    this.onKnown();
    clearInterval(this.#clock);
    this.#clock = undefined;
  }

  #keepUp(): void {
    this.#running ??= this.#tellChanges().finally(() => {
      this.#running = undefined;
      // Something may have changed just now.
      if (this.#told && this.#seen !== this.#changes) this.#keepUp();
    });
  }

  /** Tells what is other than it was, until it has told what is so now; newer changes come before older ones. */
  async #tellChanges(): Promise<void> {
    try {
      while (this.#told && this.#seen !== this.#changes) {
        await quiet(() => this.#changes);
        const seen = this.#changes;
        const services = await this.#assess(() => seen !== this.#changes || !this.#told);
        if (!services) continue;
        this.#seen = seen;
        this.#tell(services);
      }
    } catch (fault) {
      this.#seen = this.#changes;
      this.#session.connection.console.error(`readiness: ${describe(fault)}`);
    }
  }

  #tell(services: readonly ReadinessService[]): void {
    const told = new Map(this.#told?.map((one) => [one.uri, one]));
    const isSame = (one: ReadinessService) => {
      const before = told.get(one.uri);
      return before === one || (before !== undefined && JSON.stringify(before) === JSON.stringify(one));
    };
    const changes = services.map((one) => (isSame(one) ? { uri: one.uri } : one));
    const isAsItWas =
      services.length === this.#told?.length && changes.every((one, at) => !("items" in one) && one.uri === this.#told?.[at]?.uri);
    this.#told = services;
    if (!isAsItWas) this.onChange(changes);
  }

  /** Undefined where it is given up. */
  async #assess(
    isOver: () => boolean,
    reached: (step: AssessmentStep) => void = () => {},
  ): Promise<readonly ReadinessService[] | undefined> {
    const { documents, folders, settings } = this.#session;
    documents.sync();
    this.#day = this.#session.today();
    const all: ReadinessService[] = [];
    for (const folder of folders.workspace.toSorted((a, b) => (a.uri < b.uri ? -1 : 1))) {
      if (!(await settings.load(folder.uri)).enable) continue;
      const services = await this.#assessFolder(folder, this.#day, isOver, reached);
      if (!services) return undefined;
      all.push(...services.map((one) => this.#entryOf(one, folder)));
    }
    return isOver() ? undefined : all;
  }

  async #assessFolder(
    folder: Folder,
    today: string,
    isOver: () => boolean,
    reached: (step: AssessmentStep) => void = () => {},
  ): Promise<readonly AssessedService[] | undefined> {
    const { snapshot } = folder;
    let end = Date.now() + slice;
    for (const step of assessmentSteps(snapshot, "", { today })) {
      if (isOver()) return undefined;
      await arrived(snapshot, () => step.run());
      reached(step);
      if (Date.now() < end) continue;
      await turn();
      end = Date.now() + slice;
    }
    const { answer } = await arrived(snapshot, () =>
      readinessServices(snapshot, "").map((path) => assessReadiness(snapshot, path, { today })),
    );
    const isFirst = !this.#assessed.has(snapshot);
    this.#assessed.add(snapshot);
    if (isFirst && this.#told) this.onKnown();
    // A folder inside of this one that is open as well has its own services.
    return answer.filter((one) => this.#session.folders.placeFolder(uriOf(folder, one.folder)).folder === folder);
  }

  #entryOf(service: AssessedService, folder: Folder): ReadinessService {
    let entry = this.#entries.get(service);
    if (!entry) {
      entry = toService(service, folder);
      this.#entries.set(service, entry);
    }
    return entry;
  }

  #watchDays(): void {
    this.#clock ??= setInterval(() => {
      if (this.#session.today() !== this.#day) this.changed();
    }, dayWatch);
    // On Node, a clock alone keeps no server alive.
    (this.#clock as { unref?(): void }).unref?.();
  }
}

/** A service's checklist as the protocol has it. */
function toService(service: AssessedService, folder: Folder): ReadinessService {
  const { folder: path, name, level, signOffPath, hasSignOffs, problem, items, summary } = service;
  const [uri, signOffUri] = [uriOf(folder, path), uriOf(folder, signOffPath)];
  return { uri, name, folder: path, level, signOffUri, hasSignOffs, problem, items: items.map((item) => toEntry(item, folder)), summary };
}

function toEntry(item: AssessedItem, folder: Folder): ReadinessEntry {
  const { id, category, title, why, level, isRequired, status, confidence, because, isForPeople, decided } = item;
  return {
    ...{ id, category, title, why, level, isRequired, status, confidence, because, isForPeople },
    evidence: item.evidence.map(({ path, line, note, isAgainst }) => ({ uri: uriOf(folder, path), path, line, note, isAgainst })),
    action: toAction(item.action, folder),
    isDecided: decided !== undefined,
    until: decided?.until,
    daysLeft: decided?.daysLeft,
  };
}

function toAction(action: AssessedItem["action"], folder: Folder): ReadinessAction {
  if (!("path" in action)) return action;
  const { path, ...rest } = action;
  return { ...rest, uri: uriOf(folder, path) };
}
