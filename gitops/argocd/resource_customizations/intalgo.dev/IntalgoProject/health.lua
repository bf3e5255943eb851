local hs = { status = "Progressing", message = "Waits for Intalgo's operator" }
local status = obj.status
-- Before the operator has seen the object as it is now, its conditions are about another.
if status == nil or status.observedGeneration ~= obj.metadata.generation or status.conditions == nil then
  return hs
end
for _, condition in ipairs(status.conditions) do
  if condition.type == "Ready" then
    hs.message = condition.message
    if condition.status == "True" then
      hs.status = "Healthy"
    elseif condition.status == "False" then
      hs.status = "Degraded"
    elseif condition.reason == "AwaitingReview" then
      -- The pull request with its first files waits for a person.
      hs.status = "Suspended"
    end
  end
end
return hs
