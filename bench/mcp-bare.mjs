// A minimal MCP server, with which the start of `wallabag-mcp` is compared.
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
