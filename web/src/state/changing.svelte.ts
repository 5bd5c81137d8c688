/** Something that is being changed at the service: under way, done, or refused and why. */
import { Refusal } from "../api/service";

export class Changing {
  isUnderWay = $state(false);
  /** Why the last try failed. */
  refusal = $state.raw<Refusal>();

  /** Do it once at a time; undefined if it was refused. */
  async run<Content>(change: () => Promise<Content>): Promise<Content | undefined> {
    if (this.isUnderWay) return undefined;
    this.isUnderWay = true;
    this.refusal = undefined;
    try {
      return await change();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.refusal = error;
      return undefined;
    } finally {
      this.isUnderWay = false;
    }
  }
}
