import { type Application, applicationOf } from "../../application/application.ts";
import { allOf } from "../../application/settings.ts";
import type { ComposeFile, Dependency } from "../../languages/compose/model.ts";
import type { CodeLens, EditorOptions, Place } from "../model.ts";

/** Above each service, what it starts after, through all that those wait for in turn, and how many wait for it. */
export function codeLenses(file: ComposeFile, { workspace }: EditorOptions): readonly CodeLens[] {
  if (file.isTemplate) return [];
  const application = applicationOf(file, workspace);
  const waiting = new Map<string, Map<string, Dependency>>();
  for (const service of application.services) {
    for (const dependency of allOf(service, ({ dependencies }) => dependencies)) {
      const byService = waiting.get(dependency.name) ?? new Map<string, Dependency>();
      if (!byService.has(dependency.service.name)) byService.set(dependency.service.name, dependency);
      waiting.set(dependency.name, byService);
    }
  }
  return file.services.flatMap((service): CodeLens[] => {
    const before = startsAfter(service.name, application);
    const after = [...(waiting.get(service.name)?.values() ?? [])];
    const parts = [
      before.length > 0
        ? `starts after ${before.map(({ name, when }) => `${name}${when}`).join(", ")}${before.length < maximumBefore ? "" : ", …"}`
        : "",
      after.length > 0 ? `${after.length} ${after.length === 1 ? "service waits" : "services wait"} for it` : "",
    ].filter(Boolean);
    if (parts.length === 0) return [];
    const places = [
      ...before.flatMap(({ place }) => place ?? []),
      ...after.map(({ service: { file: one }, nameSpan }) => ({ path: one.source.path, span: nameSpan })),
    ];
    return [{ span: service.nameSpan, title: parts.join(" · "), places }];
  });
}

const conditions = { service_started: "", service_healthy: " (healthy)", service_completed_successfully: " (completed)" } as const;

interface Before {
  readonly name: string;
  readonly when: string;
  readonly place: Place | undefined;
}

/** So many are followed and told at most: nobody reads more above a service. */
const maximumBefore = 30;

/** What has to start first, the first to start in front; a circle is followed once. */
function startsAfter(name: string, application: Application): readonly Before[] {
  const order: Before[] = [];
  const seen = new Set([name]);
  const visit = (at: string): void => {
    const service = application.service(at);
    if (!service) return;
    for (const dependency of allOf(service, ({ dependencies }) => dependencies)) {
      if (seen.has(dependency.name) || seen.size > maximumBefore) continue;
      seen.add(dependency.name);
      visit(dependency.name);
      const own = application.service(dependency.name)?.own;
      const place = own && { path: own.file.source.path, span: own.nameSpan };
      order.push({ name: dependency.name, when: dependency.condition ? conditions[dependency.condition] : "", place });
    }
  };
  visit(name);
  return order;
}
