import type { Extension } from "../context.ts";

/** Has everything assessed anew. */
export const refreshReadiness = (extension: Extension) => (): Promise<void> => extension.readiness.load();
