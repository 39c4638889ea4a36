/** What Slack delivered, before anything is known of it. `ack` tells Slack that it arrived; a form's errors go with it. */
export type Delivery = Readonly<{
  body: unknown;
  ack: (response?: Readonly<Record<string, unknown>>) => Promise<void>;
  retryNum?: number | undefined;
  retryReason?: string | undefined;
}>;

/** Takes a delivery. Acknowledges it at once and goes on by itself; never throws. */
export type Receive = (delivery: Delivery) => void;
