using System.Text;
using Bench;

// Tables and the multiplication sign need more than ASCII, also where a pipe would fall back to it.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return BenchApp.Run(args, Console.Out, Console.Error);
