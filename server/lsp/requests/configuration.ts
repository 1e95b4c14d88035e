import { configurationNames, loadConfiguration } from "../../engine/index.ts";
import { configurationTemplate } from "../configurationFile.ts";
import { type Folder, uriOf } from "../folders.ts";
import type { ConfigurationResult, DocumentParams } from "../protocol.ts";
import type { Session } from "../session.ts";
import { arrived } from "../waiting.ts";

/** `deploymentPatterns/configuration`: the file in force for a document or folder; where there is none, where one belongs. */
export async function configuration(session: Session, { uri }: DocumentParams): Promise<ConfigurationResult | null> {
  const { folder, path } = session.folders.placeFolder(uri);
  if (!folder.isWorkspace) return null;
  const found = await configurationPath(folder, path);
  const { answer: template } = await arrived(folder.snapshot, () => configurationTemplate(folder.snapshot));
  return { uri: uriOf(folder, found ?? configurationNames[0]), exists: found !== undefined, template };
}

async function configurationPath({ snapshot }: Folder, path: string): Promise<string | undefined> {
  const { answer } = await arrived(snapshot, () => loadConfiguration(path, snapshot).path);
  // Settings may come from a peer's file as well.
  return answer !== undefined && configurationNames.some((name) => answer.endsWith(name)) ? answer : undefined;
}
