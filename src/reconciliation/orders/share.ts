/** An order that is to be shared out. */
export interface Sharing {
  id: string;
  /** Whose it is now. */
  workerId: string | null;
  /** It is being counted: it stays with whom it is, and is part of his share. */
  fixed?: boolean;
  /** Who has counted all of its rows before and may not count them again. */
  barred?: ReadonlySet<string>;
}

/**
 * Shares orders out so that no worker has more than one more than another, as far as `barred` allows.
 * Who of them has an order keeps it unless he has too many, so that doing it twice changes nothing. Orders
 * that none of them may count are left out.
 */
export function shareOut(orders: readonly Sharing[], workerIds: readonly string[]): Map<string, string> {
  const shares = new Map(workerIds.map((id) => [id, [] as Sharing[]]));
  const shareOf = (id: string) => shares.get(id) as Sharing[];
  const may = (order: Sharing, workerId: string) => !order.fixed && !order.barred?.has(workerId);
  const fewestFirst = () =>
    [...workerIds].sort(
      (a, b) => shareOf(a).length - shareOf(b).length || workerIds.indexOf(a) - workerIds.indexOf(b),
    );

  const free: Sharing[] = [];
  for (const order of orders) {
    const has = order.workerId !== null && shares.get(order.workerId);
    if (has && (order.fixed || may(order, order.workerId as string))) has.push(order);
    else if (!order.fixed) free.push(order);
  }
  // Who is hard to place comes first: later there may be nobody left for it.
  free.sort((a, b) => (b.barred?.size ?? 0) - (a.barred?.size ?? 0));
  for (const order of free) {
    const to = fewestFirst().find((id) => may(order, id));
    if (to) shareOf(to).push(order);
  }
  for (let move = oneTooMany(); move; move = oneTooMany()) {
    const [order, from, to] = move;
    shareOf(from).splice(shareOf(from).indexOf(order), 1);
    shareOf(to).push(order);
  }
  return new Map([...shares].flatMap(([workerId, his]) => his.map(({ id }) => [id, workerId] as const)));

  /** An order of who has the most, for who has at least two fewer. */
  function oneTooMany(): [Sharing, string, string] | undefined {
    const sorted = fewestFirst();
    for (const from of [...sorted].reverse()) {
      for (const to of sorted) {
        if (shareOf(from).length - shareOf(to).length < 2) break;
        const order = shareOf(from).findLast((one) => may(one, to));
        if (order) return [order, from, to];
      }
    }
    return undefined;
  }
}
