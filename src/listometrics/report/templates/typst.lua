-- pandoc leaves marks of typst that begin a list item, and its shorthands, as they stand: a title "/ x" stops
-- typst, "..." and "-1" turn into other signs. Each mark is escaped here, so that text is set as it is written.
-- A word too long for a line may break anywhere: a space without width stands after each of its letters.
local LONGEST = 40

function Code(element)
  local text = element.text
  if utf8.len(text) > LONGEST and not text:find(' ') then
    text = text:gsub(string.rep(utf8.charpattern, 16), '%0\u{200B}')
    return pandoc.RawInline('typst', '#raw("' .. text:gsub('[\\"]', '\\%0') .. '")')
  end
end

function Str(element)
  local text = element.text
  if utf8.len(text) > LONGEST then
    text = text:gsub(utf8.charpattern, '%0\u{200B}')
  end
  return pandoc.RawInline('typst', (text:gsub('%p', '\\%0')))
end

-- A table stays in one piece, unless it has more rows than a page can be sure to hold.
local MOST_ROWS = 20

function Table(element)
  local rows = 0
  for _, body in ipairs(element.bodies) do
    rows = rows + #body.body
  end
  if rows > MOST_ROWS then
    return {
      pandoc.RawBlock('typst', '#[\n#show figure.where(kind: table): set block(breakable: true)'),
      element,
      pandoc.RawBlock('typst', ']'),
    }
  end
end
