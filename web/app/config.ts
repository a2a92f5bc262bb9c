// What the server tells its pages, in the shell's <script id="foyer">.

export interface Config {
  service: string;
  /** The relative way from this page to the root: "" or "../../../". */
  base: string;
  language: string;
  languages: string[];
  passwordPolicy: 'legacy' | 'nist';
  passwordMinLength: number;
  erasureDays: number;
  mailCaptured: boolean;
  /** From here: elsewhere /dev/mail is refused. */
  mailReadable: boolean;
}

export const config: Config = JSON.parse(document.getElementById('foyer')!.textContent!);

/** Where the pages live: "https://id.example/" or, behind a proxy, "https://example/id/". */
export const root = new URL(config.base || './', location.href);
