using Bench.Lab.Processes;

namespace Bench.Tests.Lab;

public sealed class InstructionCounterTests
{
    [Theory]
    [InlineData("123456789,,instructions:u,1000123,100.00,,\n", 123_456_789L)]
    [InlineData("# started on Thu\n\n77,,instructions:u,1,100.00,1.10,insn per cycle\n", 77L)]
    [InlineData("<not supported>,,instructions:u,0,100.00,,\n", null)]
    [InlineData("<not counted>,,instructions:u,0,0.00,,\n", null)]
    [InlineData("Error: no such process\n", null)]
    [InlineData("", null)]
    public void A_count_is_read_where_the_machine_has_one(string said, long? count) => Assert.Equal(count, InstructionCounter.Read(said));
}
