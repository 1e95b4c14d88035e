import { configurationNames, loadConfiguration } from "../../engine/index.ts";
import { configurationTemplate } from "../configurationFile.ts";
import { type Folder, uriOf } from "../folders.ts";
import type { ConfigurationResult, DocumentParams } from "../protocol.ts";
import type { Session } from "../session.ts";

/** `deploymentPatterns/configuration`: the file in force for a document or folder; where there is none, where one belongs. */
export async function configuration(session: Session, { uri }: DocumentParams): Promise<ConfigurationResult | null> {
  const own = session.folders.workspace.find((folder) => folder.uri === uri);
  const { folder, path } = own ? { folder: own, path: "" } : session.folders.place(uri);
  if (!folder.isWorkspace) return null;
  const found = await configurationPath(folder, path);
  return { uri: uriOf(folder, found ?? configurationNames[0]), exists: found !== undefined, template: configurationTemplate() };
}

async function configurationPath(folder: Folder, path: string): Promise<string | undefined> {
  for (;;) {
    const { path: found } = loadConfiguration(path, folder.snapshot);
    if (!folder.snapshot.isWaiting) return found && configurationNames.some((name) => found.endsWith(name)) ? found : undefined;
    await folder.snapshot.settle();
  }
}
