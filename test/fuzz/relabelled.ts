/** Ids of the sources in all three styles, numbers of eighteen digits, and the nine digits of before 2007. */
const LABEL = /\b(?:[0-9A-F]{32}|[0-9a-f]{32}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\d{18}|\d{9})\b/g;

/** The same style with other first digits: `round` in base 36 digits would not be hexadecimal, so it is in base 16. */
function otherId(id: string, round: number): string {
  const mark = round.toString(16).padStart(6, '0');
  const other = mark + id.slice(6);
  return id === id.toUpperCase() ? other.toUpperCase() : other;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** A number that no other `count` gives: a made-up birth date, taken into service at 25. */
function nip(count: number, sex: string): string {
  const birthYear = 1955 + (count % 45);
  const month = 1 + (Math.floor(count / 45) % 12);
  const day = 1 + (Math.floor(count / 540) % 28);
  const serial = 1 + (Math.floor(count / 15_120) % 999);
  return `${birthYear}${two(month)}${two(day)}${birthYear + 25}${two(month)}${sex}${String(serial).padStart(3, '0')}`;
}

/**
 * Copies of a pull that are about other people: every id and every number is replaced, the same one by the same one
 * in all files of a round. Birth dates and days of appointment stay, so that the numbers contradict them: flags, which
 * is what an old record has too.
 */
export class Relabelling {
  private readonly labels = new Map<string, string>();

  constructor(
    private readonly round: number,
    /** Numbers given so far, over all rounds. */
    private readonly numbers: { given: number },
  ) {}

  text(text: string): string {
    return text.replaceAll(LABEL, (label) => this.label(label));
  }

  private label(label: string): string {
    let other = this.labels.get(label);
    if (other === undefined) this.labels.set(label, (other = this.other(label)));
    return other;
  }

  private other(label: string): string {
    if (label.length === 18) return nip(this.numbers.given++, label[14]!);
    if (label.length === 9) return String(100_000_000 + this.numbers.given++);
    return otherId(label, this.round);
  }
}
