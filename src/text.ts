export {
  type Article,
  type ArticleImage,
  type ArticleLink,
  images,
  links,
  type MarkdownOptions,
  type TextOptions,
  toMarkdown,
  toText,
} from './text/article.js'
