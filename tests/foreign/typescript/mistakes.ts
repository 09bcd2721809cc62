import { call } from "./calls";

export async function wrong(): Promise<void> {
  await call("tasks.flow.Flow.pin", { flowId: "517" }); // mistake: a text
  await call("tasks.flow.Flow.pin", {}); // mistake: nothing to pin
  await call("tasks.flow.Flow.pinn", { flowId: 517 }); // mistake: no such method
  await call("crm.deal.add", { fields: { TITLE: ["Coffee"] } }); // mistake: a list
}
