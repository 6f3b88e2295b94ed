/** Ids of what a version makes: the same wherever the version is applied, and in no other version. */
export class NewIds {
  private readonly version: number;
  private words = 0;
  private paragraphs = 0;

  constructor(version: number) {
    this.version = version;
  }

  word(): string {
    this.words += 1;
    return `e${this.version}.${this.words - 1}`;
  }

  paragraph(): string {
    this.paragraphs += 1;
    return `p${this.version}.${this.paragraphs - 1}`;
  }
}
