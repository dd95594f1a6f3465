// The types of service workers that TypeScript's DOM library lacks, reduced to those used here.

interface WorkEvent extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface RequestEvent extends WorkEvent {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}
interface WindowEventMap {
  install: WorkEvent
  activate: WorkEvent
  fetch: RequestEvent
  sync: WorkEvent
}
interface ServiceWorkerRegistration {
  readonly sync?: { register(tag: string): Promise<void> }
}
