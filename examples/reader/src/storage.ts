// A few texts that the page and the service worker share. `localStorage` is not available in a
// service worker.

const database = new Promise<IDBDatabase>((resolve, reject) => {
  const opening = indexedDB.open('reader-account', 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore('texts')
  opening.onsuccess = () => resolve(opening.result)
  opening.onerror = () => reject(opening.error)
})

async function texts<T>(
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const transaction = (await database).transaction('texts', mode)
  const request = ask(transaction.objectStore('texts'))
  await new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error)
  })
  return request.result
}

/** The texts with the methods of `localStorage`, which `webStorageTokenStore` expects. */
export const storage = {
  async getItem(key: string): Promise<string | null> {
    const value: unknown = await texts('readonly', (store) => store.get(key))
    return typeof value === 'string' ? value : null
  },
  setItem: (key: string, value: string) => texts('readwrite', (store) => store.put(value, key)),
  removeItem: (key: string) => texts('readwrite', (store) => store.delete(key)),
}
