using Bench.Imaging.Comparison;

namespace Bench.Tests.Imaging;

public class EndedChildrenTests
{
    [Fact]
    public void The_time_of_ended_children_is_read_behind_a_name_with_blanks_and_parentheses()
    {
        const string stat = "123 (a b) c) S 1 123 123 0 -1 4194560 20 30 0 0 500 600 70 25 20 0 9 0";

        Assert.Equal(0.95, EndedChildren.Read(stat));
    }

    [Fact]
    public async Task A_command_that_has_ended_has_its_time_counted()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux keeps it where the lab reads it.");
        var before = EndedChildren.CpuSeconds();

        // Some 0.1 s of work of the shell itself.
        await CommandLineTool.AskAsync("sh", "-c", "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done");

        Assert.True(EndedChildren.CpuSeconds() > before);
    }

    [Fact]
    public async Task A_program_that_is_not_installed_says_nothing() =>
        Assert.Null(await CommandLineTool.AskAsync("no-such-program-of-this-machine"));
}
