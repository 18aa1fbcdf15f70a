-- The column allow-list of policy.yaml as grants. Functions run with their owner's rights: an allow on a routine is enough.
REVOKE ALL ON customers, payments FROM app;
GRANT SELECT (id, name, branch_id, tier, tags, active), INSERT (id, name, branch_id, tier, tags, active),
      UPDATE (id, name, branch_id, tier, tags, active) ON customers TO app;
GRANT DELETE ON customers TO app;
GRANT SELECT (id, order_id, amount) ON payments TO app;
ALTER FUNCTION name_of SECURITY DEFINER;
ALTER FUNCTION resident_no_of SECURITY DEFINER;
ALTER FUNCTION customers_of SECURITY DEFINER;
