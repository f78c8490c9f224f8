-- A link leads into the page, to a file beside it, or into the web. Any other scheme, javascript: for one, could come
-- from a field of a .bib: of such a link the text alone stays.
local ALLOWED = { http = true, https = true, mailto = true }

function Link(element)
  local scheme = element.target:gsub('[%c%s]', ''):match('^([%w+.-]+):')
  if scheme and not ALLOWED[scheme:lower()] then
    return element.content
  end
end
