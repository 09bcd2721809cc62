import type { operations } from "./api";

type Json<Content> = Content extends { content: { "application/json": infer Body } } ? Body : never;

/** What a method takes. */
export type Call<Name extends keyof operations> = Json<NonNullable<operations[Name]["requestBody"]>>;

/** What it answers when it does not refuse. */
export type Answer<Name extends keyof operations> = Extract<
  operations[Name]["responses"] extends { 200: infer Answered } ? Json<Answered> : never,
  { result: unknown }
>;

export declare function call<Name extends keyof operations>(
  name: Name,
  parameters: Call<Name>,
): Promise<Answer<Name>>;
