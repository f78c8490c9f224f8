-- Words that act where Markdown is read by other programs: commands of TeX (pandoc), templates (Liquid, where a host
-- serves the folder), and addresses, which code hosts turn into links. Code hosts look for addresses in what is shown,
-- so that only code is left alone. These four signs become entities in typeset.py: a writer would escape them again, or
-- not at all within HTML.
local BACKSLASH, BRACE, OPEN, CLOSE = '\u{FDD0}', '\u{FDD1}', '\u{FDD2}', '\u{FDD3}'

local function mask(text)
  return (text:gsub('\\', BACKSLASH):gsub('{', BRACE))
end

-- Figures are written as HTML, where nothing is escaped for those who read Markdown there too.
local BRACKETS = {
  Str = function(element)
    return pandoc.Str((element.text:gsub('%[', OPEN):gsub('%]', CLOSE)))
  end,
}

local function is_address(text)
  local lowered = text:lower()
  return lowered:find('://', 1, true) or lowered:find('www.', 1, true) or lowered:find('mailto:', 1, true)
end

local function code(text)
  if text:find('{[{%%]') then
    local entities = text:gsub('[%p]', function(sign) return '&#' .. sign:byte() .. ';' end)
    return pandoc.RawInline('html', '<code>' .. entities .. '</code>')
  end
  return pandoc.Code(text)
end

local function write(element)
  local text = element.text
  if is_address(text) then
    return code(text)
  end
  if text:find('[\\{]') and not text:find('^{#table%-[%w_-]+}$') then
    return pandoc.Str(mask(text))
  end
end

return {
  {
    traverse = 'topdown',
    Link = function(element)
      -- A link has an address already; its text is no other one.
      if pandoc.utils.stringify(element.content) == element.target then
        return element, false
      end
    end,
    Figure = function(element)
      element.caption.long = element.caption.long:walk(BRACKETS)
      return element
    end,
    Str = write,
    Code = function(element)
      return code(element.text)
    end,
    Image = function(element)
      element.caption = element.caption:walk(BRACKETS)
      return element
    end,
  },
}
