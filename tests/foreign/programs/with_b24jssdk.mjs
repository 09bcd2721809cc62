// What users of @bitrix24/b24jssdk write: `node with_b24jssdk.mjs JOB WEBHOOK` prints what the job has found, as JSON.
import { B24Hook, B24OAuth } from '@bitrix24/b24jssdk'

const [job, webhook] = process.argv.slice(2)
// The portal of the test keeps no limits.
const fast = { maxRetries: 3, rateLimit: { burstLimit: 100000, drainRate: 100000, adaptiveEnabled: false } }
const b24 = B24Hook.fromWebhookUrl(webhook, { restrictionParams: fast })
const many = { '%title': 'One of many' }

const refused = async (call) => {
  try {
    const found = await call()
    return found.isSuccess ? ['taken', found.getData().result] : [...found.errors.values()].map((each) => [each.code, each.status])
  } catch (error) {
    return [error.code, error.status, error.message]
  }
}

const v2 = async (method, params) => (await b24.actions.v2.call.make({ method, params })).getData().result
const v3 = async (method, params) => (await b24.actions.v3.call.make({ method, params })).getData().result

const jobs = {
  async flows() {
    const flowData = { name: 'Letters', plannedCompletionTime: 7200, distributionType: 'manually', responsibleList: [['user', '3']] }
    const { id } = await v2('tasks.flow.Flow.create', { flowData })
    return [await v2('tasks.flow.Flow.pin', { flowId: id }), (await v2('tasks.flow.Flow.get', { flowId: id })).name]
  },
  async deals() {
    const { item } = await v2('crm.item.add', { entityTypeId: 2, fields: { title: 'Ships & <sails>', opportunity: 1999.5, opened: 'Y' } })
    const changed = await v2('crm.item.update', { entityTypeId: 2, id: item.id, fields: { stageId: 'WON' } })
    const found = await v2('crm.item.get', { entityTypeId: 2, id: item.id })
    const page = await b24.callMethod('crm.item.list', { entityTypeId: 2, select: ['id', 'title'], filter: { '>id': 3 } })
    return [
      [typeof item.id, item.title, item.opportunity],
      changed.item.stageId,
      [found.item.title, found.item.opened],
      [page.getTotal() > 100, page.isMore(), page.getData().result.items.length],
      await v2('crm.item.delete', { entityTypeId: 2, id: item.id }),
      (await refused(() => v2('crm.item.get', { entityTypeId: 2, id: item.id }))).slice(0, 2)
    ]
  },
  async lists() {
    const params = { entityTypeId: 2, select: ['id', 'title'], filter: many }
    const whole = await b24.actions.v2.callList.make({ method: 'crm.item.list', params, idKey: 'id', customKeyForResult: 'items' })
    const ids = whole.getData().map((each) => each.id)
    const streamed = []
    for await (const rows of b24.actions.v2.fetchList.make({ method: 'crm.item.list', params, idKey: 'id', customKeyForResult: 'items' })) {
      streamed.push(...rows.map((each) => each.id))
    }
    const deals = await b24.actions.v2.callList.make({
      method: 'crm.deal.list',
      params: { select: ['ID'], filter: { '%TITLE': 'One of many' } }
    })
    const old = await b24.callListMethod('crm.item.list', params, null, 'items')
    return [ids.length, new Set(ids).size, JSON.stringify(ids) === JSON.stringify(streamed), deals.getData().length, old.getData().length]
  },
  async batch() {
    const named = await b24.actions.v2.batch.make({
      calls: {
        new: { method: 'crm.deal.add', params: { fields: { TITLE: 'In a batch & more', OPENED: 'Y' } } },
        got: { method: 'crm.deal.get', params: { ID: '$result[new]' } }
      },
      options: { isHaltOnError: true, returnAjaxResult: false }
    })
    const listed = await b24.actions.v2.batch.make({
      calls: [['crm.deal.get', { id: 1 }], ['crm.deal.get', { id: 99999999 }], ['crm.deal.list', { select: ['ID'] }]],
      options: { isHaltOnError: false, returnAjaxResult: true }
    })
    const chunks = await b24.actions.v2.batchByChunk.make({
      calls: Array.from({ length: 120 }, (_, at) => ['crm.deal.get', { id: at + 1 }]),
      options: { isHaltOnError: true }
    })
    return [
      named.getData().got.TITLE,
      listed.getData().map((each) => each.isSuccess),
      chunks.getData().length,
      chunks.getData().every((each, at) => each.ID === String(at + 1))
    ]
  },
  async v3() {
    const { item } = await v3('tasks.task.add', { fields: { title: 'Sail', creatorId: 1, responsibleId: 1 } })
    const changed = await v3('tasks.task.update', { id: item.id, fields: { title: 'Sail home' } })
    const found = await v3('tasks.task.get', { id: item.id, select: ['id', 'title'] })
    const several = await b24.actions.v3.batch.make({
      calls: [
        ['tasks.task.get', { id: item.id, select: ['id', 'title'] }],
        ['tasks.task.list', { select: ['id'], filter: [['id', '=', item.id]] }]
      ]
    })
    return [
      changed,
      found.item.title,
      several.isSuccess ? several.getData().map((each) => Object.keys(each)) : several.getErrorMessages(),
      await refused(() => b24.actions.v3.call.make({ method: 'tasks.task.get', params: { id: 99999999, select: ['id'] } })),
      await refused(() => b24.actions.v3.call.make({ method: 'tasks.task.get', params: { id: 'x' } })),
      await v3('tasks.task.delete', { id: item.id })
    ]
  },
  async v3_lists() {
    const params = { select: ['id', 'title'], filter: [['id', '>', 0]] }
    const whole = await b24.actions.v3.callList.make({ method: 'tasks.task.list', params, customKeyForResult: 'items', limit: 200 })
    const streamed = []
    for await (const rows of b24.actions.v3.fetchList.make({ method: 'tasks.task.list', params, customKeyForResult: 'items' })) {
      streamed.push(...rows)
    }
    return [whole.getData().length, streamed.length]
  },
  async errors() {
    return [
      await refused(() => v2('crm.deal.get', { id: 99999999 })),
      await refused(() => v2('crm.deal.frobnicate', {})),
      await refused(() => v2('tasks.flow.Flow.pin', {})),
      await refused(() => B24Hook.fromWebhookUrl(webhook.replace('secret', 'wrong')).actions.v2.call.make({ method: 'crm.deal.list' }))
    ]
  }
}

console.log(JSON.stringify(await jobs[job]()))
