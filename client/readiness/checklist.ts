import {
  CancellationTokenSource,
  type Disposable,
  type Event,
  EventEmitter,
  type LogOutputChannel,
  l10n,
  ProgressLocation,
  window,
} from "vscode";
import { type BaseLanguageClient, State, WorkDoneProgress } from "vscode-languageclient";
import { methods, type ReadinessChangedParams, type ReadinessResult, type ReadinessService } from "../../server/lsp/protocol.ts";

/** The checklists of the workspace as the server tells of them. */
export interface Checklist extends Disposable {
  /** Undefined until they are known. */
  readonly services: readonly ReadinessService[] | undefined;
  /** They could not be had. */
  readonly isFailed: boolean;
  /** How far the assessment is that is under way. */
  readonly progress: string | undefined;
  readonly onDidChange: Event<void>;
  /** Has everything assessed; one that is under way is given up for it. */
  load(): Promise<void>;
  /** Has everything assessed where that has not been done, and gives it. */
  loaded(): Promise<readonly ReadinessService[]>;
}

export const viewId = "deploymentPatterns.readiness";

/** Nothing is asked of the server before somebody wants to see it; from then on it tells of what changes. */
export function openChecklist(client: BaseLanguageClient, started: () => Promise<void>, log: LogOutputChannel): Checklist {
  const changed = new EventEmitter<void>();
  let services: readonly ReadinessService[] | undefined;
  let isFailed = false;
  let progress: string | undefined;
  let tokens = 0;
  let running: { readonly source: CancellationTokenSource; readonly done: Promise<void> } | undefined;

  const listeners = [
    client.onNotification(methods.readinessChanged, (params: ReadinessChangedParams) => {
      const before = services;
      if (!before) return;
      services = params.services.flatMap((service) => ("items" in service ? [service] : before.filter(({ uri }) => uri === service.uri)));
      changed.fire();
    }),
    // A server that was started anew knows nothing of who listens.
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running && services) void load();
    }),
  ];

  function load(): Promise<void> {
    running?.source.cancel();
    const source = new CancellationTokenSource();
    const title = l10n.t("Assessing production readiness");
    // In the view, and below it for commands that ask while it is hidden.
    const assessed = window.withProgress({ location: ProgressLocation.Window, title }, () =>
      window.withProgress({ location: { viewId } }, () => assess(source)),
    );
    const done = Promise.resolve(assessed).finally(() => {
      source.dispose();
      if (running?.source === source) running = undefined;
    });
    running = { source, done };
    return done;
  }

  async function assess({ token }: CancellationTokenSource): Promise<void> {
    const workDoneToken = `readiness ${++tokens}`;
    let reports: Disposable | undefined;
    try {
      await started();
      reports = client.onProgress(WorkDoneProgress.type, workDoneToken, (report) => {
        if (token.isCancellationRequested || report.kind === "end") return;
        progress = report.message;
        changed.fire();
      });
      const result = await client.sendRequest<ReadinessResult | null>(methods.readiness, { workDoneToken }, token);
      if (token.isCancellationRequested) return;
      services = result?.services ?? [];
      isFailed = result === null;
    } catch (fault) {
      if (token.isCancellationRequested) return;
      isFailed = true;
      log.error(`The readiness checklist could not be assessed: ${fault}`);
    } finally {
      reports?.dispose();
    }
    progress = undefined;
    changed.fire();
  }

  return {
    get services() {
      return services;
    },
    get isFailed() {
      return isFailed;
    },
    get progress() {
      return progress;
    },
    onDidChange: changed.event,
    load,
    async loaded() {
      if (!services && !running) void load();
      // One that was given up has a newer one behind it.
      while (running) await running.done;
      return services ?? [];
    },
    dispose() {
      running?.source.cancel();
      if (services && client.isRunning()) void client.sendNotification(methods.readinessClosed);
      for (const one of [...listeners, changed]) one.dispose();
    },
  };
}
