## Changes of data, in the database and in tables of the session.
INSERT INTO journal (mark, who) VALUES (N'a', N'me') \g
INSERT INTO journal (mark, who) OUTPUT inserted.mark VALUES (N'b' + CAST(@@NESTLEVEL AS nvarchar(5)), N'me') \gb
INSERT INTO journal (mark) VALUES (@m) \with @m nvarchar(100) = 한글
UPDATE journal SET who = N'you' WHERE mark = N'a' \g
UPDATE journal SET who = @w WHERE mark LIKE @m \with @w nvarchar(10), @m nvarchar(10) = we, b%
SELECT mark, who FROM journal ORDER BY mark \g
DELETE FROM journal OUTPUT deleted.mark WHERE mark = N'a' \g
DELETE FROM journal WHERE mark = N'nobody' \g
MERGE journal AS t USING (VALUES (N'm')) AS s(mark) ON t.mark = s.mark WHEN NOT MATCHED THEN INSERT (mark, who) VALUES (s.mark, N'x') WHEN MATCHED THEN UPDATE SET who = N'y'; \g
SELECT who FROM journal WHERE mark = N'm' \g
DECLARE @t TABLE (i int); INSERT @t VALUES (1), (2); SELECT SUM(i) FROM @t \g
SET NOCOUNT ON; UPDATE journal SET who = N'z'; SELECT COUNT(*) FROM journal WHERE who = N'z' \g
SET NOCOUNT OFF \g
EXEC note_down N'noted' \g
SELECT who FROM journal WHERE mark = N'noted' \g
