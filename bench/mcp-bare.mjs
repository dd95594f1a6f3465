// The least that an MCP server can be: what `wallabag-mcp` is started beside.
import { McpServer } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import * as z from 'zod'

serveStdio(() => {
  const server = new McpServer({ name: 'bare', version: '1.0.0' })
  const inputSchema = z.object({})
  server.registerTool('hello', { inputSchema }, () => ({
    content: [{ type: 'text', text: 'Hello' }],
  }))
  return server
})
