import { commands } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { Location, Position } from "vscode-languageserver-protocol";

/** Lists places in the editor's own view; for the server's code lenses, not for people, and so not in the manifest. */
export const showPlacesCommand = "deploymentPatterns.showPlaces";

export const showPlaces =
  (client: BaseLanguageClient) =>
  async (uri: string, position: Position, locations: Location[]): Promise<void> => {
    const { protocol2CodeConverter: convert } = client;
    const places = locations.map((location) => convert.asLocation(location));
    await commands.executeCommand("editor.action.showReferences", convert.asUri(uri), convert.asPosition(position), places);
  };
