import { call } from "./calls";

export async function use(): Promise<string> {
  const pinned = await call("tasks.flow.Flow.pin", { flowId: 517 });
  const deal = await call("crm.deal.add", { fields: { TITLE: "Coffee", OPPORTUNITY: 12.5 } });
  const task = await call("v3.tasks.task.get", { id: 51, select: ["title"] });
  return `${JSON.stringify(pinned.result)} ${JSON.stringify(deal.result)} ${JSON.stringify(task.result)}`;
}
