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
      local cronJob = obj.spec.cronJob
      hs.status = "Healthy"
      if cronJob ~= nil and cronJob.suspend then
        hs.status = "Suspended"
      end
    elseif condition.status == "False" then
      hs.status = "Degraded"
    elseif condition.reason == "ApprovalNeeded" then
      -- A person has to say which commit it runs.
      hs.status = "Suspended"
    end
  end
end
return hs
