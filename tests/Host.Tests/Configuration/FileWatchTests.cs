using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using ProxyDb.Host.Configuration;

namespace ProxyDb.Host.Tests.Configuration;

public sealed class FileWatchTests
{
    private string _directory = "";

    [SetUp]
    public void Prepare() => _directory = Directory.CreateTempSubdirectory("proxydb-watch-").FullName;

    [TearDown]
    public void Clean() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void A_change_is_told_once_when_two_looks_agree()
    {
        Write("a", "1");
        var told = 0;
        using var watch = Watch("a", () => told++);
        watch.Look();
        Assert.That(told, Is.Zero);
        Write("a", "22");
        watch.Look();
        Assert.That(told, Is.Zero, "it may be half written");
        watch.Look();
        watch.Look();
        Assert.That(told, Is.EqualTo(1));
    }

    [Test]
    public void A_file_that_is_still_written_waits()
    {
        Write("a", "1");
        var told = 0;
        using var watch = Watch("a", () => told++);
        for (var i = 0; i < 5; i++)
        {
            Write("a", new string('x', i + 2));
            watch.Look();
        }

        Assert.That(told, Is.Zero);
        watch.Look();
        Assert.That(told, Is.EqualTo(1));
    }

    [Test]
    public void A_touch_or_a_change_that_is_taken_back_is_none()
    {
        Write("a", "1");
        var told = 0;
        using var watch = Watch("a", () => told++);
        File.SetLastWriteTimeUtc(In("a"), DateTime.UtcNow.AddMinutes(1));
        watch.Look();
        watch.Look();
        Write("a", "22");
        watch.Look();
        Write("a", "1");
        watch.Look();
        watch.Look();
        Assert.That(told, Is.Zero);
    }

    [Test]
    public void Files_that_come_and_go_in_a_directory_are_changes()
    {
        Write("one.yaml", "1");
        var told = 0;
        using var watch = Watch("", () => told++);
        Write("two.yaml", "2");
        watch.Look();
        watch.Look();
        File.Delete(In("one.yaml"));
        watch.Look();
        watch.Look();
        Write(".hidden", "x");
        watch.Look();
        watch.Look();
        Assert.That(told, Is.EqualTo(2));
    }

    [TestCase("")]
    [TestCase("a.yaml")]
    public void A_swapped_kubernetes_volume_is_a_change(string watched)
    {
        Volume("v1", "one");
        File.CreateSymbolicLink(In("..data"), "..v1");
        File.CreateSymbolicLink(In("a.yaml"), "..data/a.yaml");
        var told = new ManualResetEventSlim();
        using var watch = Watch(watched, told.Set);
        Volume("v2", "two");
        File.SetLastWriteTimeUtc(In("..v2/a.yaml"), File.GetLastWriteTimeUtc(In("..v1/a.yaml")));
        File.CreateSymbolicLink(In("..data_tmp"), "..v2");
        using (var rename = System.Diagnostics.Process.Start("mv", ["-T", In("..data_tmp"), In("..data")]))
        {
            rename.WaitForExit(); // rename(2) of a link to a directory, as the kubelet does it; .NET has no call for that
        }

        // The event of the swap looks too, on a thread of its own, and a look beside another does nothing: the timer would look again.
        for (var i = 0; i < 100 && !told.IsSet; i++)
        {
            watch.Look();
            told.Wait(TimeSpan.FromMilliseconds(100));
        }

        Assert.That(told.IsSet, Is.True);
    }

    [Test]
    public void A_missing_file_that_appears_is_a_change()
    {
        var told = 0;
        using var watch = Watch("late", () => told++);
        Write("late", "");
        watch.Look();
        watch.Look();
        Assert.That(told, Is.EqualTo(1));
    }

    [Test]
    public void A_failing_reload_does_not_end_the_watch()
    {
        Write("a", "1");
        var told = 0;
        using var watch = Watch("a", () => throw new InvalidOperationException($"reload {++told}"));
        for (var i = 0; i < 2; i++)
        {
            Write("a", new string('x', i + 2));
            watch.Look();
            watch.Look();
        }

        Assert.That(told, Is.EqualTo(2));
    }

    [Test]
    public void The_timer_looks_by_itself()
    {
        Write("a", "1");
        using var told = new ManualResetEventSlim();
        using var watch = new FileWatch(In("a"), told.Set, TimeProvider.System, NullLogger.Instance);
        Write("a", "22");
        Assert.That(told.Wait(TimeSpan.FromSeconds(30)), Is.True);
    }

    private string In(string name) => Path.Combine(_directory, name);

    private void Write(string name, string text) => File.WriteAllText(In(name), text);

    private void Volume(string name, string text)
    {
        Directory.CreateDirectory(In(".." + name));
        Write($"..{name}/a.yaml", text);
    }

    private FileWatch Watch(string name, Action told) => new(In(name), told, new StoppedTime(), NullLogger.Instance);

    /// <summary>Timers never fire: the test looks itself.</summary>
    private sealed class StoppedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new NoTimer();

        private sealed class NoTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
