// Writes llms.txt from the guides.
import { writeFile } from 'node:fs/promises'
import { llmsText } from '../docs/.vitepress/sections.mjs'

await writeFile(new URL('../llms.txt', import.meta.url), llmsText())
