-- Which OpenStreetMap objects the basemap shows, in which layer and from which zoom.
-- `languages` is set by the line that the importer puts before this file.

node_keys = { "place", "natural", "railway", "tourism" }

places = { city = 8, town = 9, suburb = 11, village = 11, island = 12, quarter = 12, neighbourhood = 13, hamlet = 13, islet = 14 }

greens = {
  ["natural=wood"] = "wood", ["landuse=forest"] = "wood", ["natural=scrub"] = "scrub", ["natural=heath"] = "scrub",
  ["leisure=park"] = "park", ["leisure=garden"] = "park", ["leisure=nature_reserve"] = "reserve",
  ["landuse=grass"] = "grass", ["landuse=meadow"] = "grass", ["landuse=village_green"] = "grass", ["landuse=recreation_ground"] = "grass",
  ["landuse=cemetery"] = "grass", ["landuse=allotments"] = "grass", ["leisure=golf_course"] = "grass",
  ["natural=wetland"] = "wetland", ["natural=beach"] = "sand", ["natural=sand"] = "sand", ["natural=bare_rock"] = "rock",
  ["leisure=pitch"] = "pitch", ["leisure=playground"] = "pitch", ["leisure=track"] = "pitch",
  ["landuse=residential"] = "built", ["landuse=commercial"] = "built", ["landuse=retail"] = "built", ["landuse=industrial"] = "built"
}

ways = {
  motorway = { "major", 9 }, motorway_link = { "major", 11 }, trunk = { "major", 9 }, trunk_link = { "major", 11 },
  primary = { "major", 10 }, primary_link = { "major", 12 }, secondary = { "main", 11 }, secondary_link = { "main", 12 },
  tertiary = { "main", 12 }, tertiary_link = { "main", 13 },
  residential = { "street", 12 }, living_street = { "street", 12 }, unclassified = { "street", 12 }, road = { "street", 13 },
  pedestrian = { "pedestrian", 12 }, service = { "service", 14 },
  cycleway = { "cycleway", 13 }, footway = { "path", 13 }, path = { "path", 13 }, track = { "path", 13 }, bridleway = { "path", 13 },
  corridor = { "path", 15 }, steps = { "steps", 13 }, platform = { "platform", 14 }
}

function add_names(object)
  object:Attribute("name", object:Find("name"))
  for _, language in ipairs(languages) do
    local text = object:Find("name:" .. language)
    if text ~= "" then object:Attribute("name:" .. language, text) end
  end
end

function init_function() end
function exit_function() end

function node_function(node)
  local zoom = places[node:Find("place")]
  if zoom and node:Find("name") ~= "" then
    node:Layer("name", false)
    node:Attribute("kind", node:Find("place"))
    node:MinZoom(zoom)
    add_names(node)
  elseif node:Find("railway") == "station" and node:Find("name") ~= "" then
    node:Layer("name", false)
    node:Attribute("kind", "station")
    node:MinZoom(13)
    add_names(node)
  end
end

function green_of(way)
  for _, key in ipairs({ "natural", "landuse", "leisure" }) do
    local value = way:Find(key)
    if value ~= "" and greens[key .. "=" .. value] then return greens[key .. "=" .. value] end
  end
end

function surface(way)
  local natural = way:Find("natural")
  if natural == "coast_unknown" then
    way:Layer("unknown", true)
    return
  end
  if natural == "sea" or natural == "water" or way:Find("waterway") == "riverbank" or way:Find("landuse") == "reservoir" then
    way:Layer("water", true)
    way:Attribute("kind", natural == "sea" and "sea" or "water")
    if natural ~= "sea" then way:MinZoom(way:Area() > 100000 and 9 or 12) end
    return
  end
  local green = green_of(way)
  if green then
    way:Layer("land", true)
    way:Attribute("kind", green)
    way:MinZoom(green == "built" and 11 or way:Area() > 50000 and 10 or 13)
    if (green == "park" or green == "reserve") and way:Find("name") ~= "" then
      way:LayerAsCentroid("name")
      way:Attribute("kind", "park")
      way:MinZoom(14)
      add_names(way)
    end
  end
  if way:Find("building") ~= "" and way:Find("building") ~= "no" then
    way:Layer("building", true)
  end
  local place = places[way:Find("place")]
  if place and way:Find("name") ~= "" then
    way:LayerAsCentroid("name")
    way:Attribute("kind", way:Find("place"))
    way:MinZoom(place)
    add_names(way)
  end
end

function way_function(way)
  local closed = way:IsClosed()
  local highway = way:Find("highway")
  local kind = ways[highway]
  if closed and (highway == "" or way:Find("area") == "yes") then surface(way) end
  if kind and closed and (way:Find("area") == "yes" or highway == "platform") then
    way:Layer("land", true)
    way:Attribute("kind", "square")
    way:MinZoom(13)
  elseif kind then
    way:Layer("way", false)
    way:Attribute("kind", kind[1])
    way:MinZoom(kind[2])
    if way:Find("tunnel") == "yes" then way:Attribute("tunnel", 1) end
    if way:Find("bridge") ~= "" and way:Find("bridge") ~= "no" then way:Attribute("bridge", 1) end
    if way:Find("name") ~= "" then add_names(way) end
  elseif way:Find("railway") == "rail" or way:Find("railway") == "tram" or way:Find("railway") == "subway" or way:Find("railway") == "light_rail" then
    way:Layer("way", false)
    way:Attribute("kind", "rail")
    if way:Find("tunnel") == "yes" then way:Attribute("tunnel", 1) end
    way:MinZoom(11)
  elseif way:Find("railway") == "platform" then
    way:Layer(closed and "land" or "way", closed)
    way:Attribute("kind", "platform")
    way:MinZoom(14)
  elseif way:Find("man_made") == "pier" then
    way:Layer("way", false)
    way:Attribute("kind", "pier")
    way:MinZoom(13)
  elseif way:Find("waterway") == "river" or way:Find("waterway") == "stream" or way:Find("waterway") == "canal" then
    way:Layer("way", false)
    way:Attribute("kind", "stream")
    way:MinZoom(12)
  end
end
